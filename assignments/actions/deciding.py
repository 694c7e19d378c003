"""The center's decision: who takes the case, under the mode of its agreement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.candidates import candidates_for
from assignments.choices import ProposalState
from assignments.matching import (
    MINI_BID,
    NO_BID,
    Candidate,
    made_of,
    mode_of,
    obstacle,
)
from assignments.models import Bid, Proposal
from assignments.plain import plain_match
from assignments.weights import weights_on
from assignments.words import rule_words
from bookings.choices import Stage
from bookings.models import Booking, Reservation
from campaigns.models import Agreement
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from providers.models import Provider


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
    hard rule forbids the choice (ties and turns are looked up again) or a reason is
    missing, LostRace where the consultant was taken meanwhile.
    """
    proposal = _open_proposal(booking)
    candidate = _candidate(booking, provider, at)
    overridden = proposal is None or proposal.provider_id != provider.pk
    overridden = overridden and not candidate.has_bid
    if overridden and not reason.strip():
        raise Refused(_("Choosing another provider needs a written reason."))
    meant: Any = proposal.consultant_id if proposal else None
    lead = meant if meant in candidate.free else min(candidate.free)
    if proposal is not None:
        given = plain_match(made_of(candidate, weights_on(local_day(at)), lead))
        _decide(proposal, given if overridden else {}, by, at, reason)
    reserve(booking, [lead])
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
    proposal: Proposal, given: dict[str, Any], by: Any, at: datetime, reason: str
) -> None:
    """`given`: who gets it otherwise than proposed, with its points; {} for nobody."""
    proposal.move_to(
        ProposalState.OVERRIDDEN if given else ProposalState.CONFIRMED,
        decided_at=at,
        decided_by=by,
        given=given,
        override_reason=reason if given else "",
    )


@transaction.atomic
def confirm_as_proposed(
    *, booking: Booking, seen: int, by: Any, at: datetime
) -> Provider:
    """Confirm the proposal that was seen; returns the provider.

    Raises LostRace where another one, or none, stands there now; else as `confirm`.
    """
    proposal = _open_proposal(booking)
    if proposal is None or proposal.provider is None or proposal.provider_id != seen:
        raise LostRace(_("Meanwhile another provider is proposed for this case."))
    confirm(booking=booking, provider=proposal.provider, by=by, at=at)
    return proposal.provider


def _open_proposal(booking: Booking) -> Proposal | None:
    rows = Proposal.objects.filter(booking=booking, state=ProposalState.OPEN)
    found: Proposal | None = rows.select_related("provider").first()
    return found


def _candidate(booking: Booking, provider: Provider, at: datetime) -> Candidate:
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


def drop_open(booking: Booking, *, at: datetime, by: Any = None) -> None:
    """What is proposed for the case is void; `by` = None where the case has moved."""
    for proposal in booking.proposals.filter(state=ProposalState.OPEN):
        proposal.move_to(ProposalState.DROPPED, decided_at=at, decided_by=by)


def drop_proposal(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The manager finds nobody suitable: the firm is asked for a new date."""
    with transaction.atomic():
        drop_open(booking, at=at, by=by)
        booking.move_to(Stage.RESCHEDULING)
    record(
        by=by, deed="assignments.confirm", at=at, row=booking, after={"reason": reason}
    )


@transaction.atomic
def enter_bid(
    *,
    booking: Booking,
    provider: Provider,
    amounts: dict[int, int],
    number: str,
    reason: str,
    by: Any,
    at: datetime,
) -> Bid:
    """Enter the result of the second bidding; `amounts` = provider → fen, all offers.

    Raises Refused where the case is no case for bidding, the winner was not invited or
    made no offer, or document number or reason is missing.
    """
    _check_bid(booking, provider, amounts, at)
    if not (number.strip() and reason.strip()):
        raise Refused(_("Name the document and say why this offer won."))
    offers = [{"provider": key, "amount_fen": fen} for key, fen in amounts.items()]
    bid, _new = Bid.objects.update_or_create(
        booking=booking,
        defaults={
            "provider": provider,
            "amount_fen": amounts[provider.pk],
            "offers": offers,
            "number": number.strip(),
            "reason": reason.strip(),
            "at": at,
            "by": by,
        },
    )
    record(
        by=by,
        deed="assignments.enter_bid",
        at=at,
        row=booking,
        after={"provider": provider.name, "number": number, "reason": reason},
    )
    return bid


def _check_bid(
    booking: Booking, winner: Provider, amounts: dict[int, int], at: datetime
) -> None:
    candidates = candidates_for(booking, at=at)
    invited = {one.provider for one in candidates if obstacle(one) in ("", NO_BID)}
    if mode_of(candidates) != MINI_BID:
        raise Refused(_("This case is not assigned by second-stage bidding."))
    if not set(amounts) <= invited or winner.pk not in amounts:
        raise Refused(_("Only a provider that was invited and made an offer can win."))
