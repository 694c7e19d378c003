"""What an application must hold, and how experts' points become a score; pure."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MOST = 100
CENT = Decimal("0.01")


def faults_of_criteria(criteria: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why the criteria cannot be used: "none", "weights" (they must add up to 100)."""
    if not criteria:
        return ["none"]
    total = sum(row["weight"] for row in criteria)
    return [] if total == MOST else ["weights"]


def points_of(
    criteria: Sequence[Mapping[str, Any]], scores: Mapping[str, int]
) -> Decimal:
    """The weighted points of one sheet, 0-100 with two digits.

    Raises ValueError for a criterion without a score from 0 to 100.
    """
    for row in criteria:
        score = scores.get(row["id"])
        if score is None or not 0 <= score <= MOST:
            raise ValueError(row["id"])
    total = Decimal(sum(row["weight"] * scores[row["id"]] for row in criteria))
    return (total / MOST).quantize(CENT, ROUND_HALF_UP)


def mean_of(totals: Sequence[Decimal]) -> Decimal:
    """The mean of the sheets, half-up to two digits. Raises ValueError for none."""
    if not totals:
        raise ValueError("no sheet")
    return (sum(totals, Decimal()) / len(totals)).quantize(CENT, ROUND_HALF_UP)


def places(scores: Mapping[int, Decimal]) -> dict[int, int]:
    """The place of each application by its score; equal scores share a place."""
    return {
        key: 1 + sum(other > score for other in scores.values())
        for key, score in scores.items()
    }


def missing(
    *,
    items: Sequence[str],
    have: frozenset[str],
    facts: Mapping[str, Any],
) -> list[str]:
    """What an application still lacks: names of empty facts, then of items.

    `items`: ids of the required evidence, `have`: ids there is a file for; `facts`
    in the order in which they are asked.
    """
    return [name for name, value in facts.items() if not value] + [
        item for item in items if item not in have
    ]
