"""The provider's answer to a case it was given."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.actions.deciding import reserve
from assignments.conflicts import ties_of
from assignments.models import Decline
from bookings.choices import Stage
from bookings.models import Booking, Reservation
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from providers.models import Consultant


@transaction.atomic
def accept_job(*, booking: Booking, lead: Consultant, by: Any, at: datetime) -> None:
    """The provider takes the case; its lead keeps the booked half-day.

    Raises Refused where a conflict of interest has come to light since.
    """
    provider, today = booking.provider_id, local_day(at)
    if provider and ties_of(provider, booking.company_id, on=today):
        raise Refused(_("A conflict of interest with the firm has come to light."))
    reserve(booking, [lead.pk])
    booking.move_to(Stage.VISITING)
    record(
        by=by,
        deed="assignments.respond",
        at=at,
        row=booking,
        after={"accepted": True, "lead": lead.name},
    )


@transaction.atomic
def decline_job(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The provider refuses the case; it goes back to proposal without it."""
    provider: Any = booking.provider
    Decline.objects.create(
        booking=booking, provider=provider, reason=reason, at=at, by=by
    )
    Reservation.objects.filter(booking=booking).delete()
    booking.move_to(Stage.PROPOSING, provider=None, agreement=None, assigned_at=None)
    record(
        by=by,
        deed="assignments.respond",
        at=at,
        row=booking,
        before={"provider": str(provider)},
        after={"accepted": False, "reason": reason},
    )
