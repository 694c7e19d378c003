"""Closing days with released times: nothing new there, and those affected are told."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from bookings.actions import telling
from bookings.actions.offers import ask_list_first
from bookings.choices import BEFORE_VISIT, AppointmentState
from bookings.models import Appointment, Booking, Slot
from centers.models import Closure
from foundation.audit.actions import record
from foundation.notices.actions import tell

CLOSED = gettext_noop(
    "The center is closed on the day of %(title)s on %(when)s (%(reason)s). "
    "Please choose another time by the link, or call the center."
)


def _slots(closure: Closure) -> QuerySet[Slot]:
    rows = Slot.objects.filter(
        center=closure.center_id, on__range=(closure.first_on, closure.last_on)
    )
    return rows.filter(service=closure.service_id) if closure.service_id else rows


@transaction.atomic
def apply_closure(*, closure: Closure, by: Any, at: datetime) -> int:
    """Close the planned times of a closure; returns how many bookings stand on them.

    What is booked stays until the firm or the center moves it; its people are told.
    """
    slots = _slots(closure).filter(starts_at__gt=at)
    slots.filter(is_closed=False).update(is_closed=True, closed_reason=closure.reason)
    booked: list[Booking | Appointment] = [
        *Booking.objects.filter(slot__in=slots, stage__in=BEFORE_VISIT).select_related(
            "company", "slot"
        ),
        *Appointment.objects.filter(
            slot__in=slots, state=AppointmentState.BOOKED
        ).select_related("company", "slot"),
    ]
    for row in booked:
        tell(
            people=telling.firm_people(row, at=at),
            event="bookings.closed",
            text=CLOSED,
            at=at,
            about=row,
            link=telling.link_to(telling.CHANGE, row),
            **{**telling.facts_of(row, row.slot), "reason": closure.reason},
        )
    after = {"closed": str(closure), "booked": len(booked)}
    record(by=by, deed="bookings.manage_slots", at=at, row=closure, after=after)
    return len(booked)


@transaction.atomic
def lift_closure(*, closure: Closure, by: Any, at: datetime) -> None:
    """Open again what this closure closed; call before it is deleted."""
    closed = _slots(closure).filter(is_closed=True, closed_reason=closure.reason)
    keys = list(closed.values_list("pk", flat=True))
    Slot.objects.filter(pk__in=keys).update(is_closed=False, closed_reason="")
    record(by=by, deed="bookings.manage_slots", at=at, row=closure)
    ask_list_first(keys, at=at)
