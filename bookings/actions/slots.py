"""Closing, widening and adding half-days."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bookings import clashes, duties, planning
from bookings.actions.offers import ask_list_first
from bookings.choices import Origin
from bookings.models import Slot
from centers.models import Center, Service
from foundation.audit.actions import record
from foundation.clock import CITY_TIME
from foundation.errors import Refused

FURTHEST = timedelta(days=366)  # of a time added by hand: beyond it is a slip


def _refuse_undesignated(center: Center, on: date) -> None:
    if not center.is_designated_on(on):
        raise Refused(_("The center does not hold the designation on that day."))


def _refuse_slip(first: datetime, at: datetime) -> None:
    if first <= at:
        raise Refused(_("This time has already begun."))
    if first > at + FURTHEST:
        raise Refused(_("This day is more than a year away. Please check the year."))


def _staff(slot: Slot) -> None:
    """Put the advisers on duty who are free for it. Raises Refused."""
    free = clashes.free_advisers(slot)
    duties.put_on_duty([duties.duty(slot, key) for key in free])


@transaction.atomic
def set_closed(*, slot: Slot, closed: bool, by: Any, at: datetime, reason: str) -> None:
    """Close a half-day to new bookings, or open it again; booked visits stay.

    Raises Refused for opening a day on which the center is not designated, or a time
    that would use people or a room twice.
    """
    if not closed:
        _refuse_undesignated(slot.center, slot.on)
        _staff(slot)
    Slot.objects.filter(pk=slot.pk).update(is_closed=closed, closed_reason=reason)
    slot.is_closed = closed
    record(
        by=by,
        deed="bookings.manage_slots",
        at=at,
        row=slot,
        after={"closed": closed, "reason": reason},
    )
    ask_list_first([slot.pk], at=at)


@transaction.atomic
def widen(*, slot: Slot, by_visits: int, by: Any, at: datetime) -> None:
    """Add visits to a half-day (negative = take away). Raises Refused below `taken`."""
    changed = Slot.objects.filter(
        pk=slot.pk, taken__lte=F("capacity") + by_visits, capacity__gte=-by_visits
    ).update(capacity=F("capacity") + by_visits, extra=F("extra") + by_visits)
    if not changed:
        raise Refused(_("More visits are already booked on this half-day."))
    record(
        by=by,
        deed="bookings.manage_slots",
        at=at,
        row=slot,
        after={"widened_by": by_visits},
    )
    ask_list_first([slot.pk], at=at)


@transaction.atomic
def add_slot(
    *,
    service: Service,
    on: date,
    begins: time,
    capacity: int,
    by: Any,
    at: datetime,
) -> Slot:
    """Open a time no rule planned, released at once.

    Raises Refused where one stands already, the time has begun or is more than a year
    away, the center is not designated on that day, or people or a room would be used
    twice.
    """
    first = datetime.combine(on, begins, tzinfo=CITY_TIME)
    _refuse_slip(first, at)
    _refuse_undesignated(service.center, on)
    slot = planning.new_slot(
        service,
        first,
        first + timedelta(minutes=service.minutes),
        extra=capacity,
        capacity=capacity,
        released_at=at,
        origin=Origin.ADDED,
    )
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError as error:
        raise Refused(
            _("This time is on the calendar already; widen it instead.")
        ) from error
    _staff(slot)
    record(by=by, deed="bookings.manage_slots", at=at, row=slot)
    ask_list_first([slot.pk], at=at)
    return slot
