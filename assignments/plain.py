"""The outcome of a matching as plain JSON: what a proposal keeps for ever."""

from typing import Any

from assignments.matching import Match, Outcome
from assignments.weights import Weights
from bookings.models import Booking


def plain(booking: Booking, outcome: Outcome, weights: Weights) -> dict[str, Any]:
    """Which half-day it was found for, the best, the next ones, who was removed."""
    return {
        "slot": booking.slot_id,
        "weights": weights.slug,
        "mode": outcome.mode,
        "bidders": list(outcome.bidders),
        "best": plain_match(outcome.best) if outcome.best else None,
        "others": [plain_match(other) for other in outcome.others],
        "fewer": outcome.fewer,
        "removed": [
            {"provider": provider, "rule": rule} for provider, rule in outcome.removed
        ],
    }


def plain_match(made: Match) -> dict[str, Any]:
    """A match as it is kept."""
    return {
        "provider": made.provider,
        "consultant": made.consultant,
        "score": made.score,
        "parts": made.parts,
    }
