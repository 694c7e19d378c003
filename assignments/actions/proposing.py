"""Proposing a provider: for one case at once, or for all waiting cases together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from assignments.actions.deciding import agreement_of, drop_open
from assignments.batch import Batch
from assignments.candidates import candidates_for
from assignments.choices import ProposalState
from assignments.matching import DIRECT, match
from assignments.models import Proposal
from assignments.plain import plain
from assignments.weights import weights_on
from bookings.choices import Stage
from bookings.models import Booking
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace


def find_provider(booking: Booking, *, at: datetime) -> dict[str, Any]:
    """The matching's outcome for a case as plain JSON; writes nothing."""
    weights = weights_on(local_day(at))
    return plain(booking, match(candidates_for(booking, at=at), weights), weights)


@transaction.atomic
def propose(*, booking: Booking, found: dict[str, Any], at: datetime) -> Proposal:
    """Write the outcome down; nobody for the half-day = the firm needs a new date.

    Where the case has moved since the outcome was found, it is found again. A case
    for a second bidding goes to the center without a proposed provider.
    """
    if found.get("slot", booking.slot_id) != booking.slot_id:
        found = find_provider(booking, at=at)
    waits = bool(found["best"] or found.get("bidders"))
    proposal = _write_down(booking, found, at, is_open=waits)
    booking.move_to(Stage.CONFIRMING if waits else Stage.RESCHEDULING)
    return proposal


@transaction.atomic
def propose_again(*, booking: Booking, at: datetime) -> Proposal:
    """The center has not decided yet and the case has moved: another proposal."""
    drop_open(booking, at=at)
    found = find_provider(booking, at=at)
    waits = bool(found["best"] or found.get("bidders"))
    return _write_down(booking, found, at, is_open=waits)


def optimise(*, bookings: Sequence[Booking], by: Any, at: datetime) -> int:
    """Propose anew, for all these waiting cases together; returns how many changed.

    Only cases under DIRECT; their open proposals are dropped where the optimum gives
    the case to another provider or lead. A case nobody can take in the optimum stays
    with the center, without a proposed provider. Who was decided meanwhile is left.
    """
    changed = 0
    for booking, found in Batch.of(bookings, at=at).optimum().items():
        try:
            with transaction.atomic():
                changed += _put_in_place(booking, found, by, at)
        except LostRace:
            continue
    return changed


def _put_in_place(
    booking: Booking, found: dict[str, Any], by: Any, at: datetime
) -> bool:
    booking.refresh_from_db(fields=["stage", "slot"])
    if booking.stage != Stage.CONFIRMING or booking.slot_id != found["slot"]:
        return False
    best = found["best"] or {"provider": None, "consultant": None}
    kept = Proposal.objects.filter(
        booking=booking, state=ProposalState.OPEN,
        provider=best["provider"], consultant=best["consultant"],
    )  # fmt: skip
    if kept.exists():
        return False
    drop_open(booking, at=at)
    _write_down(booking, found, at, is_open=True, by=by, in_batch=True)
    return True


def _write_down(
    booking: Booking,
    found: dict[str, Any],
    at: datetime,
    *,
    is_open: bool,
    by: Any = None,
    in_batch: bool = False,
) -> Proposal:
    best = found["best"]
    proposal = Proposal.objects.create(
        booking=booking,
        provider_id=best and best["provider"],
        consultant_id=best and best["consultant"],
        agreement=best and agreement_of(booking, best["provider"]),
        score=best["score"] if best else 0,
        parts=best["parts"] if best else {},
        others=found["others"],
        fewer=found.get("fewer", 0),
        removed=found["removed"],
        weights=found.get("weights", ""),
        mode=found.get("mode", DIRECT),
        in_batch=in_batch,
        made_at=at,
        state=ProposalState.OPEN if is_open else ProposalState.DROPPED,
    )
    record(
        by=by,
        deed="assignments.propose",
        at=at,
        row=booking,
        after={"provider": str(proposal.provider or ""), "score": proposal.score},
    )
    return proposal
