"""Proposing a provider, confirming it, and the provider's answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.candidates import candidates_for
from assignments.choices import ProposalState
from assignments.matching import Match, match, obstacle
from assignments.models import Decline, Proposal
from assignments.words import rule_words
from bookings.choices import Stage
from bookings.models import Booking, Reservation
from campaigns.models import Agreement
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused
from providers.models import Consultant, Provider


def find_provider(booking: Booking, *, at: datetime) -> dict[str, Any]:
    """The matching's outcome for a case as plain JSON; writes nothing."""
    outcome = match(candidates_for(booking, at=at))
    return {
        "slot": booking.slot_id,
        "best": _plain(outcome.best) if outcome.best else None,
        "others": [_plain(other) for other in outcome.others],
        "removed": [
            {"provider": provider, "rule": rule} for provider, rule in outcome.removed
        ],
    }


def _plain(made: Match) -> dict[str, Any]:
    return {
        "provider": made.provider,
        "consultant": made.consultant,
        "score": made.score,
        "parts": made.parts,
    }


@transaction.atomic
def propose(*, booking: Booking, found: dict[str, Any], at: datetime) -> Proposal:
    """Write the outcome down; nobody for the half-day = the firm needs a new date.

    Where the case has moved since the outcome was found, it is found again.
    """
    if found.get("slot", booking.slot_id) != booking.slot_id:
        found = find_provider(booking, at=at)
    proposal = _write_down(booking, found, at)
    booking.move_to(Stage.CONFIRMING if found["best"] else Stage.RESCHEDULING)
    return proposal


@transaction.atomic
def propose_again(*, booking: Booking, at: datetime) -> Proposal:
    """The center has not decided yet and the case has moved: another proposal."""
    for proposal in Proposal.objects.filter(booking=booking, state=ProposalState.OPEN):
        proposal.move_to(ProposalState.DROPPED, decided_at=at)
    return _write_down(booking, find_provider(booking, at=at), at)


def _write_down(booking: Booking, found: dict[str, Any], at: datetime) -> Proposal:
    best = found["best"]
    proposal = Proposal.objects.create(
        booking=booking,
        provider_id=best and best["provider"],
        consultant_id=best and best["consultant"],
        agreement=best and agreement_of(booking, best["provider"]),
        score=best["score"] if best else 0,
        parts=best["parts"] if best else {},
        others=found["others"],
        removed=found["removed"],
        made_at=at,
        state=ProposalState.OPEN if best else ProposalState.DROPPED,
    )
    record(
        by=None,
        deed="assignments.propose",
        at=at,
        row=booking,
        after={"provider": str(proposal.provider or ""), "score": proposal.score},
    )
    return proposal


def agreement_of(booking: Booking, provider_id: int) -> Agreement:
    """The provider's agreement for the case's campaign. Raises Refused without one."""
    found = Agreement.objects.filter(
        campaign=booking.campaign_id, provider=provider_id
    ).first()
    if found is None:
        raise Refused(_("This provider has no agreement for the campaign."))
    return found


@transaction.atomic
def confirm(
    *,
    booking: Booking,
    provider: Provider,
    by: Any,
    at: datetime,
    reason: str = "",
) -> None:
    """The manager gives the case to the proposed provider, or with a reason to another.

    The chosen one's consultant is reserved for the half-day. Raises Refused where a
    hard rule forbids the choice or a reason is missing, LostRace where the consultant
    was taken meanwhile.
    """
    proposal = Proposal.objects.filter(
        booking=booking, state=ProposalState.OPEN
    ).first()
    overridden = proposal is None or proposal.provider_id != provider.pk
    if overridden and not reason.strip():
        raise Refused(_("Choosing another provider needs a written reason."))
    free = _candidate(booking, provider, at).free
    meant: Any = proposal.consultant_id if proposal else None
    if proposal is not None:
        _decide(proposal, overridden, by, at, reason)
    reserve(booking, [meant if meant in free else min(free)])
    booking.move_to(
        Stage.RESPONDING,
        provider=provider,
        agreement=agreement_of(booking, provider.pk),
        assigned_at=at,
    )
    record(
        by=by,
        deed="assignments.confirm",
        at=at,
        row=booking,
        after={"provider": provider.name, "overridden": overridden, "reason": reason},
    )


def _decide(
    proposal: Proposal, overridden: bool, by: Any, at: datetime, reason: str
) -> None:
    proposal.move_to(
        ProposalState.OVERRIDDEN if overridden else ProposalState.CONFIRMED,
        decided_at=at,
        decided_by=by,
        override_reason=reason if overridden else "",
    )


def _candidate(booking: Booking, provider: Provider, at: datetime) -> Any:
    """The provider as a candidate, if no hard rule is against it."""
    for candidate in candidates_for(booking, at=at):
        if candidate.provider == provider.pk:
            broken = obstacle(candidate)
            if broken:
                raise Refused(rule_words(broken))
            return candidate
    raise Refused(_("This provider has no agreement for the campaign."))


def reserve(booking: Booking, consultants: Sequence[int]) -> None:
    """Take the half-day of each consultant for the case. Raises LostRace."""
    if booking.slot is None:
        raise Refused(_("The case has no date."))
    Reservation.objects.filter(booking=booking).exclude(
        consultant__in=consultants
    ).delete()
    kept = set(booking.reservations.values_list("consultant_id", flat=True))
    try:
        with transaction.atomic():
            Reservation.objects.bulk_create(
                Reservation(
                    consultant_id=consultant,
                    on=booking.slot.on,
                    half=booking.slot.half,
                    booking=booking,
                )
                for consultant in consultants
                if consultant not in kept
            )
    except IntegrityError as error:
        raise LostRace(
            _("A consultant was given another visit on this half-day meanwhile.")
        ) from error


def drop_proposal(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The manager finds nobody suitable: the firm is asked for a new date."""
    with transaction.atomic():
        for proposal in Proposal.objects.filter(
            booking=booking, state=ProposalState.OPEN
        ):
            proposal.move_to(ProposalState.DROPPED, decided_at=at, decided_by=by)
        booking.move_to(Stage.RESCHEDULING)
    record(
        by=by, deed="assignments.confirm", at=at, row=booking, after={"reason": reason}
    )


@transaction.atomic
def accept_job(*, booking: Booking, lead: Consultant, by: Any, at: datetime) -> None:
    """The provider takes the case; its lead keeps the booked half-day."""
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
