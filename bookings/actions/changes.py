"""Triage, cancelling and moving a booked case."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bookings import places
from bookings.choices import BEFORE_VISIT, Stage
from bookings.models import Booking, Reservation, Slot
from campaigns.models import DistrictQuota
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused


def _full(slot: Slot, at: datetime) -> LostRace:
    """The refusal of a full half-day, naming the nearest free ones."""
    near = places.nearest_free(slot, at=at)
    words = _("This half-day has just been taken.")
    if not near:
        return LostRace(words, _("No other half-day is free at present."))
    free = "、".join(str(other) for other in near)
    return LostRace(words, _("Nearest free half-days: %(free)s") % {"free": free})


def pass_triage(*, booking: Booking, by: Any, at: datetime, note: str) -> None:
    """The manager lets a flagged case through."""
    booking.move_to(Stage.PROPOSING)
    record(by=by, deed="bookings.triage", at=at, row=booking, after={"note": note})


@transaction.atomic
def refuse(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The manager finds a flagged case not eligible; the slot is free again."""
    booking.move_to(Stage.REFUSED, ended_at=at, ended_reason=reason)
    release_time(booking)
    _leave_quota(booking)
    record(by=by, deed="bookings.triage", at=at, row=booking, after={"refused": reason})


@transaction.atomic
def cancel(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """End a case before its visit. Raises Refused after it."""
    if booking.stage not in BEFORE_VISIT:
        raise Refused(_("After the visit a case can no longer be cancelled."))
    by_firm = by.role == "company"
    before = {"stage": booking.stage, "slot": str(booking.slot or "")}
    booking.move_to(
        Stage.CANCELLED, ended_at=at, ended_reason=reason, ended_by_firm=by_firm
    )
    release_time(booking)
    _leave_quota(booking)
    record(
        by=by,
        deed="bookings.cancel",
        at=at,
        row=booking,
        before=before,
        after={"reason": reason},
    )


def _leave_quota(booking: Booking) -> None:
    """The district may have one case more again."""
    DistrictQuota.objects.filter(
        campaign=booking.campaign_id, district=booking.district_id, used__gt=0
    ).update(used=F("used") - 1)


def release_time(booking: Booking) -> None:
    """Give back the slot and the consultants' half-days of a case."""
    Reservation.objects.filter(booking=booking).delete()
    if booking.slot_id:
        places.give_back(booking.slot_id)
        Booking.objects.filter(pk=booking.pk).update(slot=None)
        booking.slot = None


@transaction.atomic
def reschedule(*, booking: Booking, slot: Slot, by: Any, at: datetime) -> None:
    """Move a case that needs a new date to another half-day of its center."""
    if slot.center_id != booking.center_id:
        raise Refused(_("This center does not serve the factory's district."))
    before = {"slot": str(booking.slot or "")}
    if not places.take(slot.pk, at=at):
        raise _full(slot, at)
    release_time(booking)
    booking.move_to(
        Stage.PROPOSING, slot=slot, provider=None, agreement=None, assigned_at=None
    )
    record(
        by=by,
        deed="bookings.reschedule",
        at=at,
        row=booking,
        before=before,
        after={"slot": str(slot)},
    )
