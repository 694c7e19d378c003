"""The center takes a case back from its provider before the visit."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from assignments.actions.proposing import propose_again
from assignments.choices import ProposalState
from bookings.actions import telling
from bookings.choices import Stage
from bookings.models import Booking
from foundation.audit.actions import record
from foundation.notices.actions import tell

TAKEN = gettext_noop(
    "%(firm)s, %(title)s on %(when)s: the case has been taken back from you. "
    "Reason: %(reason)s"
)


@transaction.atomic
def take_back(
    *,
    booking: Booking,
    by: Any,
    at: datetime,
    reason: str,
    deed: str = "assignments.take_back",
) -> None:
    """The half-day stays; the consultants are free again, a provider is found anew.

    Who would have gone is told. Where nobody can keep the half-day the firm is asked
    for a new one.
    """
    before = {"provider": str(booking.provider or "")}
    _tell_who_leaves(booking, at, reason)
    booking.reservations.all().delete()
    booking.diagnosis.team.all().delete()
    booking.move_to(Stage.CONFIRMING, provider=None, agreement=None, assigned_at=None)
    if propose_again(booking=booking, at=at).state != ProposalState.OPEN:
        booking.move_to(Stage.RESCHEDULING)
    record(by=by, deed=deed, at=at, row=booking, before=before,
           after={"reason": reason})  # fmt: skip


def _tell_who_leaves(booking: Booking, at: datetime, reason: str) -> None:
    if booking.provider_id is None:
        return
    gone = telling.provider_people(booking, booking.provider_id, at=at)
    facts = telling.facts_of(booking, booking.slot)
    tell(people=gone, event="returned", text=TAKEN, at=at, reason=reason, **facts)
