"""Closing days with released times: nothing new there, and those affected are told."""

from collections.abc import Iterable
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
    booked = booked_at(slots)
    tell_closed(booked, closure.reason, at=at)
    after = {"closed": str(closure), "booked": len(booked)}
    record(by=by, deed="bookings.manage_slots", at=at, row=closure, after=after)
    return len(booked)


def booked_at(slots: QuerySet[Slot]) -> list[Booking | Appointment]:
    """What is booked at the slots and lies ahead."""
    cases = Booking.objects.filter(slot__in=slots, stage__in=BEFORE_VISIT)
    rows = Appointment.objects.filter(slot__in=slots, state=AppointmentState.BOOKED)
    return [
        *cases.select_related("company", "slot__center", "district"),
        *rows.select_related("company", "slot__center"),
    ]


def tell_closed(
    booked: Iterable[Booking | Appointment], reason: str, *, at: datetime
) -> None:
    """Ask the firms, by account or by phone, for another time."""
    for row in booked:
        telling.tell_firm(
            row,
            CLOSED,
            event="bookings.closed",
            at=at,
            about=row,
            link=telling.own_links(row),
            reason=reason,
            **telling.facts_of(row, row.slot),
        )


@transaction.atomic
def lift_closure(*, closure: Closure, by: Any, at: datetime) -> None:
    """Open again what this closure alone closed; call before it is deleted."""
    closed = _slots(closure).filter(is_closed=True, closed_reason=closure.reason)
    keys = set(closed.values_list("pk", flat=True))
    others = Closure.objects.filter(
        center=closure.center_id,
        first_on__lte=closure.last_on,
        last_on__gte=closure.first_on,
    )
    for other in others.exclude(pk=closure.pk):
        still = set(_slots(other).filter(pk__in=keys).values_list("pk", flat=True))
        Slot.objects.filter(pk__in=still).update(closed_reason=other.reason)
        keys -= still
    Slot.objects.filter(pk__in=keys).update(is_closed=False, closed_reason="")
    record(by=by, deed="bookings.manage_slots", at=at, row=closure)
    ask_list_first(keys, at=at)
