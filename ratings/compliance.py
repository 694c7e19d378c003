"""C1 合规, what is left of its points; whether a veto 一票否决 decides (domain 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from foundation.money import rounded
from ratings.formula import BEST, PLACES

COMPLIANCE = "C1"
# What a scheme takes points off for, and where the kept figures list it.
COUNTED = {"upheld_complaint": "complaints", "late_cancellation": "late"}


@dataclass(frozen=True)
class Deduction:
    """`count` events of one kind take `points` off each."""

    kind: str
    points: Decimal
    count: int


def with_compliance(
    scheme: Mapping[str, Any],
    values: Mapping[str, Decimal | None],
    figures: Mapping[str, Any],
) -> dict[str, Decimal | None]:
    """The values with C1 from the year's events, where the scheme has C1.

    A scheme says from how many points C1 starts and how many each event takes off;
    one that does not know C1 leaves the values as they are, and so does a C1 that the
    bureau's decision has set. `figures` are those an evaluation keeps.
    """
    about = about_compliance(scheme)
    if about is None or COMPLIANCE in values:
        return dict(values)
    return {**values, COMPLIANCE: compliance(about, deductions(about, figures))}


def about_compliance(scheme: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the scheme says of C1; None where it does not know it."""
    rows = scheme["indicators"]
    return next((row for row in rows if row["id"] == COMPLIANCE), None)


def deductions(
    about: Mapping[str, Any], figures: Mapping[str, Any]
) -> tuple[Deduction, ...]:
    """What comes off, in the scheme's order; a kind the figures do not list is none."""
    return tuple(
        Deduction(kind, Decimal(str(points)), len(figures.get(COUNTED[kind], ())))
        for kind, points in about["minus"].items()
    )


def points_left(about: Mapping[str, Any], taken: tuple[Deduction, ...]) -> Decimal:
    """What is left of the points C1 starts from, never below none."""
    minus = sum((one.points * one.count for one in taken), Decimal(0))
    return max(Decimal(0), Decimal(str(about["starts"])) - minus)


def compliance(about: Mapping[str, Any], taken: tuple[Deduction, ...]) -> Decimal:
    """C1 in 0-100, two places half-up: the share of its points that is left."""
    left = Fraction(points_left(about, taken))
    return rounded(BEST * left / Fraction(str(about["starts"])), PLACES)


def is_vetoed(figures: Mapping[str, Any]) -> bool:
    """Whether one of the year's upheld complaints is a veto (kept figures)."""
    return any(row["veto"] for row in figures.get("complaints", ()))
