"""The booked times in a person's calendar: those the person may see, and goes to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bookings.actions.telling import Booked
from bookings.calendars import Event
from bookings.choices import WITHDRAWN, AppointmentState, Stage
from bookings.models import Appointment, Booking
from centers.choices import ServiceKind
from foundation.access.roles import Role

# Whose booked times these are; the bureau sees everybody's, and goes to none of them.
GOING = (Role.COMPANY, Role.COORDINATOR, Role.CONSULTANT, Role.MANAGER)
KEPT = timedelta(days=30)  # how long what is past stays in a feed


def event_of(row: Booked, *, url: str, stamp: datetime) -> Event:
    """The row as a calendar shows it; `url` is where it is changed or looked at."""
    is_case = isinstance(row, Booking)
    slot: Any = row.slot
    center = row.center if isinstance(row, Booking) else slot.center
    kind = ServiceKind(slot.kind if slot else ServiceKind.VISIT)
    over = is_over(row)
    return Event(
        number=row.number,
        sequence=row.sequence,
        stamp=stamp,
        title=f"{kind.label} · {row.company.name}",
        starts_at=slot.starts_at if slot else None,
        ends_at=slot.ends_at if slot else None,
        place=_site(row) if is_case else f"{center.name} {center.address}",
        text=_("Number %(number)s. %(center)s, %(phone)s")
        % {"number": row.number, "center": center.name, "phone": center.phone},
        url=url,
        firm=row.company.name,
        center=center.name,
        phone=center.phone,
        is_cancelled=over,
    )


def _site(row: Any) -> str:
    firm = row.company
    return firm.address or f"{row.district} {firm.town}"


def is_over(row: Booked) -> bool:
    """Whether the time does not hold (any more)."""
    if isinstance(row, Appointment):
        return row.state == AppointmentState.CANCELLED
    off = {*WITHDRAWN, Stage.RESCHEDULING}
    return row.slot_id is None or row.stage in off


def cases_of(user: Any, *, at: datetime) -> list[Booking]:
    """The visits in the person's calendar; a consultant's are those it goes to."""
    rows = Booking.objects.visible_to(user).counted()
    if user.role == Role.CONSULTANT:
        rows = rows.filter(reservations__consultant=user.acting.consultant_id)
    fixed = rows.exclude(stage=Stage.RESCHEDULING).filter(
        slot__ends_at__gt=at - KEPT
    )  # fmt: skip
    return list(fixed.with_names().order_by("slot__starts_at", "pk"))


def appointments_of(user: Any, *, at: datetime) -> list[Appointment]:
    """The appointments in the person's calendar."""
    rows = Appointment.objects.visible_to(user).exclude(
        state=AppointmentState.CANCELLED
    )
    near = rows.filter(slot__ends_at__gt=at - KEPT).select_related(
        "company", "slot__center"
    )
    return list(near.order_by("slot__starts_at", "pk"))


def agenda_of(user: Any, *, at: datetime) -> Iterable[Booked]:
    """The booked times in the person's calendar, in a fixed number of queries."""
    if user.role not in GOING:
        return []
    return [*cases_of(user, at=at), *appointments_of(user, at=at)]
