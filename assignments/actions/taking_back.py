"""The center takes a case back from its provider before the visit."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assignments.actions.proposing import propose_again
from assignments.choices import ProposalState
from bookings.choices import Stage
from bookings.models import Booking
from foundation.audit.actions import record


@transaction.atomic
def take_back(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The half-day stays; the consultants are free again, a provider is found anew.

    Where nobody can keep the half-day the firm is asked for a new one.
    """
    before = {"provider": str(booking.provider or "")}
    booking.reservations.all().delete()
    booking.diagnosis.team.all().delete()
    booking.move_to(Stage.CONFIRMING, provider=None, agreement=None, assigned_at=None)
    if propose_again(booking=booking, at=at).state != ProposalState.OPEN:
        booking.move_to(Stage.RESCHEDULING)
    record(by=by, deed="assignments.take_back", at=at, row=booking, before=before,
           after={"reason": reason})  # fmt: skip
