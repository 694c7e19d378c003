"""A case goes back from its provider before the visit: taken by the center, or given.

Whose doing it was is written down here, because it counts in the provider's C1.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assignments.actions.proposing import propose_again
from assignments.choices import Fault, ProposalState
from assignments.models import Decline, GivenBack
from bookings.actions import telling
from bookings.choices import Stage
from bookings.cutoffs import is_late
from bookings.models import Booking, Slot
from foundation.audit.actions import record
from foundation.errors import Refused
from foundation.notices.actions import tell

TAKEN = gettext_noop(
    "%(firm)s, %(title)s on %(when)s: the case has been taken back from you. "
    "Reason: %(reason)s"
)
GIVEN = gettext_noop(
    "%(firm)s, %(title)s on %(when)s: your provider has given the visit back. "
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
    fault: str = Fault.NONE,
) -> None:
    """The half-day stays; the consultants are free again, a provider is found anew.

    Who would have gone is told. Where nobody can keep the half-day, or it has begun,
    the firm is asked for a new one. A `fault` of the provider is kept with whether it
    came too late, and the provider is not proposed for the case again. Raises Refused
    for a fault that cannot be.
    """
    provider, begun = booking.provider, _has_begun(booking.slot, at)
    if fault != Fault.NONE:
        _write_down(booking, fault, by, at, reason)
    _tell_who_leaves(booking, at, reason, TAKEN)
    _leave(booking, at, begun=begun)
    record(by=by, deed=deed, at=at, row=booking,
           before={"provider": str(provider or "")},
           after={"reason": reason, **_said(fault)})  # fmt: skip


@transaction.atomic
def give_back(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The provider gives an accepted visit back before it begins, for a reason.

    Raises Refused once the half-day has begun.
    """
    if _has_begun(booking.slot, at):
        raise Refused(
            _("The half-day has begun. Please record the visit or call the center.")
        )
    provider = booking.provider
    kept = _write_down(booking, Fault.GAVE_BACK, by, at, reason)
    _tell_who_leaves(booking, at, reason, GIVEN, but=by)
    _leave(booking, at, begun=False)
    record(by=by, deed="assignments.give_back", at=at, row=booking,
           before={"provider": str(provider)},
           after={"reason": reason, "late": kept.is_late})  # fmt: skip


def _has_begun(slot: Slot | None, at: datetime) -> bool:
    return slot is not None and slot.starts_at <= at


def _said(fault: str) -> dict[str, str]:
    return {} if fault == Fault.NONE else {"fault": fault}


def _write_down(
    booking: Booking, fault: str, by: Any, at: datetime, reason: str
) -> GivenBack:
    """Keep whose doing it was. Raises Refused where nobody had accepted the visit, or
    the team is said not to have come before the half-day has begun."""
    slot = booking.slot
    if booking.stage != Stage.VISITING or slot is None or booking.provider is None:
        raise Refused(_("No provider has accepted this visit."))
    if fault == Fault.ABSENT and not _has_begun(slot, at):
        raise Refused(_("The half-day has not begun yet."))
    Decline.objects.get_or_create(
        booking=booking, provider=booking.provider,
        defaults={"reason": reason, "at": at, "by": by},
    )  # fmt: skip
    return GivenBack.objects.create(
        booking=booking, provider=booking.provider, fault=fault, reason=reason,
        starts_at=slot.starts_at, is_late=is_late(slot, at=at), at=at, by=by,
    )  # fmt: skip


def _leave(booking: Booking, at: datetime, *, begun: bool) -> None:
    booking.reservations.all().delete()
    booking.diagnosis.team.all().delete()
    booking.move_to(Stage.CONFIRMING, provider=None, agreement=None, assigned_at=None)
    if begun or propose_again(booking=booking, at=at).state != ProposalState.OPEN:
        booking.move_to(Stage.RESCHEDULING)


def _tell_who_leaves(
    booking: Booking, at: datetime, reason: str, text: str, but: Any = None
) -> None:
    if booking.provider_id is None:
        return
    gone = telling.provider_people(booking, booking.provider_id, at=at)
    facts = telling.facts_of(booking, booking.slot)
    told = [person for person in gone if but is None or person.pk != but.pk]
    tell(people=told, event="returned", text=text, at=at, reason=reason, **facts)
