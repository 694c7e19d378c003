"""C1 合规, what is left of its points; whether a veto 一票否决 decides (domain 3)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from foundation.money import rounded
from ratings.formula import BEST, PLACES

COMPLIANCE = "C1"


def with_compliance(
    scheme: Mapping[str, Any],
    values: Mapping[str, Decimal | None],
    complaints: Sequence[Mapping[str, Any]],
) -> dict[str, Decimal | None]:
    """The values with C1 from upheld complaints, where the scheme has C1.

    A scheme says from how many points C1 starts and how many each upheld complaint
    takes off; one that does not know C1 leaves the values as they are, and so does a
    C1 that the bureau's decision has set.
    """
    about = next((row for row in scheme["indicators"] if row["id"] == COMPLIANCE), None)
    if about is None or COMPLIANCE in values:
        return dict(values)
    return {**values, COMPLIANCE: compliance(about, len(complaints))}


def compliance(about: Mapping[str, Any], upheld: int) -> Decimal:
    """C1 in 0-100, two places half-up: the share of its points that is left."""
    starts = Fraction(str(about["starts"]))
    minus = upheld * Fraction(str(about["minus"]["upheld_complaint"]))
    return rounded(BEST * max(Fraction(0), starts - minus) / starts, PLACES)


def is_vetoed(figures: Mapping[str, Any]) -> bool:
    """Whether one of the year's upheld complaints is a veto (kept figures)."""
    return any(row["veto"] for row in figures.get("complaints", ()))
