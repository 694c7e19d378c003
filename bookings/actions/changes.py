"""Triage, cancelling and moving a booked case."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings import places
from bookings.actions import telling
from bookings.actions.refusals import full
from bookings.actions.reminders import skip_past
from bookings.choices import BEFORE_VISIT, STAGE_MOVES, Stage
from bookings.cutoffs import refuse_late
from bookings.models import Booking, Reservation, Slot
from campaigns.models import DistrictQuota
from centers.choices import ServiceKind
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused


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
    """End a case: before its visit the firm until the cut-off, and the center; after
    it the center alone, until acceptance.

    Everybody concerned is told. Raises Refused.
    """
    is_ahead = booking.stage in BEFORE_VISIT
    if is_ahead:
        refuse_late(fixed_slot(booking), by=by, at=at)
    else:
        _refuse_after_visit(booking, by)
    by_firm = by.role == "company"
    old, staff = booking.slot, telling.staff_of(booking, booking.center_id, at=at)
    before = {"stage": booking.stage, "slot": str(old or "")}
    booking.move_to(
        Stage.CANCELLED, ended_at=at, ended_reason=reason, ended_by_firm=by_firm
    )
    if is_ahead:  # a visit that was held keeps its half-day
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
    telling.of_cancelling(booking, old, at=at, reason=reason, staff=staff)


def _refuse_after_visit(booking: Booking, by: Any) -> None:
    """Raises Refused where a case after its visit is not to end, or not by them."""
    if Stage.CANCELLED not in STAGE_MOVES.get(booking.stage, ()):
        raise Refused(_("An accepted diagnosis can no longer be cancelled."))
    if by.role == Role.COMPANY:
        raise Refused(_("After the visit only the center can end the case."))


def fixed_slot(booking: Booking) -> Slot | None:
    """The half-day people count on; none while a new date is needed."""
    return None if booking.stage == Stage.RESCHEDULING else booking.slot


def _leave_quota(booking: Booking) -> None:
    """The district may have one case more again."""
    DistrictQuota.objects.filter(
        campaign=booking.campaign_id, district=booking.district_id
    ).give_back()


def release_time(booking: Booking) -> None:
    """Give back the slot and the consultants' half-days of a case."""
    Reservation.objects.filter(booking=booking).delete()
    if booking.slot_id:
        places.give_back(booking.slot_id)
    _put_at(booking, None)


def _put_at(booking: Booking, slot: Slot | None) -> None:
    """Each change of the time counts on, for calendars and signed links."""
    booking.slot, booking.sequence = slot, booking.sequence + 1
    Booking.objects.filter(pk=booking.pk).update(slot=slot, sequence=booking.sequence)


def take_place(booking: Booking, slot: Slot, *, at: datetime) -> None:
    """Take the new half-day of a case, before the old one is given back.

    Raises Refused for a slot that is none of the case's, LostRace where it is full.
    """
    if slot.center_id != booking.center_id or slot.kind != ServiceKind.VISIT:
        raise Refused(_("This center does not serve the factory's district."))
    if not places.take(slot.pk, at=at):
        raise full(slot, at=at)


@transaction.atomic
def reschedule(*, booking: Booking, slot: Slot, by: Any, at: datetime) -> None:
    """Move a case that needs a new date to another half-day of its center."""
    old = booking.slot
    take_place(booking, slot, at=at)
    release_time(booking)
    booking.move_to(
        Stage.PROPOSING, slot=slot, provider=None, agreement=None, assigned_at=None
    )
    record(
        by=by,
        deed="bookings.reschedule",
        at=at,
        row=booking,
        before={"slot": str(old or "")},
        after={"slot": str(slot)},
    )
    skip_past(booking, at=at)
    telling.of_moving(booking, old, at=at)


@transaction.atomic
def shift(
    *,
    booking: Booking,
    slot: Slot,
    keep: Collection[int],
    by: Any,
    at: datetime,
    reason: str,
) -> None:
    """Move a case to another half-day; its stage stays, `keep` consultants come along.

    The new place is taken first. Raises Refused, or LostRace where the place or one
    of the consultants was taken meanwhile.
    """
    old = booking.slot
    take_place(booking, slot, at=at)
    booking.reservations.exclude(consultant__in=keep).delete()
    try:
        with transaction.atomic():
            booking.reservations.update(on=slot.on, half=slot.half)
    except IntegrityError as error:
        raise LostRace(
            _("A consultant was given another visit on this half-day meanwhile.")
        ) from error
    if old is not None:
        places.give_back(old.pk)
    _put_at(booking, slot)
    skip_past(booking, at=at)
    record(
        by=by,
        deed="bookings.reschedule",
        at=at,
        row=booking,
        before={"slot": str(old or "")},
        after={"slot": str(slot), "reason": reason},
    )
