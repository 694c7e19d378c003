"""A booked time as the firm sees it: what it is, when it changes, what is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from bookings.actions import cancel_appointment, move_appointment
from bookings.actions.changes import fixed_slot
from bookings.actions.telling import Booked
from bookings.choices import BEFORE_VISIT, AppointmentState, Stage
from bookings.cutoffs import changeable_until, is_late
from bookings.models import Appointment, Booking, Slot
from centers.choices import ServiceKind
from centers.models import Center
from foundation.access.roles import Role
from workflows import engine
from workflows.moving import free_half_days, move_case, stays_on

OPEN, LATE, CANCELLED, OVER = "open", "late", "cancelled", "over"
NEAREST = 3
SHOWN = 600  # thirty days of the half-hours of a service


def cases() -> QuerySet[Booking]:
    """Cases with everything these pages show."""
    rows: QuerySet[Booking] = Booking.objects.with_names().select_related(
        "slot__service", "slot__center"
    )
    return rows


def appointments() -> QuerySet[Appointment]:
    """Appointments with everything these pages show."""
    rows: QuerySet[Appointment] = Appointment.objects.select_related(
        "company", "slot__service", "slot__center"
    )
    return rows


@dataclass
class Rebooking:
    """One booked time at one moment."""

    row: Booked
    at: datetime

    @property
    def case(self) -> Booking | None:
        """The case, where it is one."""
        return self.row if isinstance(self.row, Booking) else None

    @property
    def slot(self) -> Slot | None:
        """The time people count on; none while a new one is needed."""
        return fixed_slot(self.row) if isinstance(self.row, Booking) else self.row.slot

    @property
    def is_called_off(self) -> bool:
        """Whether the center's closed days made the firm look for another time."""
        return self.slot is not None and self.slot.is_called_off

    @property
    def center(self) -> Center:
        """Whom to call."""
        slot: Any = self.row.slot
        found: Center = self.case.center if self.case else slot.center
        return found

    @property
    def title(self) -> str:
        """The service in words."""
        slot = self.row.slot
        return str(ServiceKind(slot.kind if slot else ServiceKind.VISIT).label)

    @property
    def is_visit(self) -> bool:
        """Whether people come to the firm's site, half a day."""
        return self.case is not None

    @property
    def until(self) -> datetime | None:
        """The last moment at which the firm itself may change or cancel."""
        return changeable_until(self.slot) if self.slot else None

    def state_for(self, by: Any) -> str:
        """What may be done about it, by whom: the cut-off binds the firm alone."""
        if self._is_cancelled():
            return CANCELLED
        if not self._lies_ahead():
            return OVER
        late = self.slot is not None and is_late(self.slot, at=self.at)
        return LATE if late and by.role == Role.COMPANY else OPEN

    def _is_cancelled(self) -> bool:
        if isinstance(self.row, Booking):
            return self.row.stage in (Stage.CANCELLED, Stage.REFUSED)
        return self.row.state == AppointmentState.CANCELLED

    def _lies_ahead(self) -> bool:
        if isinstance(self.row, Booking):
            return self.row.stage in BEFORE_VISIT
        return self.row.state == AppointmentState.BOOKED

    def free(self) -> QuerySet[Slot]:
        """The times it may move to, the earliest first."""
        if isinstance(self.row, Booking):
            return free_half_days(self.row, at=self.at)
        slot = self.row.slot
        rows: QuerySet[Slot] = Slot.objects.bookable(self.at, slot.kind)
        return rows.filter(service=slot.service_id).exclude(pk=slot.pk)

    @cached_property
    def days(self) -> list[dict[str, Any]]:
        """Days with free times, each time with whether the same people come."""
        slots = list(self.free()[:SHOWN])
        stays = stays_on(self.case, slots) if self.case else None
        days: list[dict[str, Any]] = []
        for on, group in groupby(slots, key=lambda slot: slot.on):
            rows = list(group)
            same_month = bool(days) and days[-1]["on"].month == on.month
            days.append(
                {
                    "on": on,
                    "number": on.day if same_month else f"{on.month}/{on.day}",
                    "left": sum(slot.left for slot in rows),
                    "slots": [
                        {
                            "slot": slot,
                            "stays": None if stays is None else slot.pk in stays,
                        }
                        for slot in rows
                    ],
                }
            )
        return days

    def instead_of(self, gone: Slot | None) -> list[dict[str, Any]]:
        """The free times nearest to one that cannot be had; none where it can be."""
        free = [each for day in self.days for each in day["slots"]]
        known = {each["slot"].pk for each in free} | {self.row.slot_id}
        if gone is None or gone.pk in known:
            return []
        return sorted(
            free, key=lambda each: abs(each["slot"].starts_at - gone.starts_at)
        )[:NEAREST]

    def day(self, wanted: Iterable[str | date | None]) -> dict[str, Any] | None:
        """The first of the wanted days that has free times, else the first of all."""
        for each in map(str, wanted):
            for day in self.days:
                if day["on"].isoformat() == each:
                    return day
        return self.days[0] if self.days else None

    def move(self, slot: Slot, *, by: Any, reason: str) -> Booked:
        """Move it. Raises what the actions raise."""
        if isinstance(self.row, Booking):
            return move_case(
                booking=self.row, slot=slot, by=by, at=self.at, reason=reason
            )
        return move_appointment(
            appointment=self.row, slot=slot, by=by, at=self.at, reason=reason
        )

    def cancel(self, *, by: Any, reason: str) -> Booked:
        """Cancel it. Raises what the actions raise."""
        if isinstance(self.row, Booking):
            engine.cancel_case(booking=self.row, by=by, at=self.at, reason=reason)
            return self.row
        return cancel_appointment(
            appointment=self.row, by=by, at=self.at, reason=reason
        )
