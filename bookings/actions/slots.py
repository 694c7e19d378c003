"""Closing, widening and adding half-days."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bookings import planning
from bookings.choices import Origin
from bookings.models import Slot
from centers.models import Center
from foundation.audit.actions import record
from foundation.errors import Refused


def set_closed(*, slot: Slot, closed: bool, by: Any, at: datetime, reason: str) -> None:
    """Close a half-day to new bookings, or open it again; booked visits stay."""
    Slot.objects.filter(pk=slot.pk).update(is_closed=closed, closed_reason=reason)
    slot.is_closed = closed
    record(
        by=by,
        deed="bookings.manage_slots",
        at=at,
        row=slot,
        after={"closed": closed, "reason": reason},
    )


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


def add_slot(
    *, center: Center, on: date, half: str, capacity: int, by: Any, at: datetime
) -> Slot:
    """Open a half-day that no rule planned. Raises Refused where it stands already."""
    starts_at = planning.starts(on, half)
    if starts_at <= at:
        raise Refused(_("This half-day has already begun."))
    try:
        with transaction.atomic():
            slot = Slot.objects.create(
                center=center,
                on=on,
                half=half,
                starts_at=starts_at,
                extra=capacity,
                capacity=capacity,
                origin=Origin.ADDED,
            )
    except IntegrityError as error:
        raise Refused(
            _("This half-day is on the calendar already; widen it instead.")
        ) from error
    record(by=by, deed="bookings.manage_slots", at=at, row=slot)
    return slot
