"""O5 现场规范率, and what a spot check 抽查 changes in O3 (domain 3)."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from foundation.money import rounded
from ratings.formula import PLACES, mean, ratio_percent

CONDUCT, QUALITY = "O5", "O3"


def with_checks(
    scheme: Mapping[str, Any],
    values: Mapping[str, Decimal | None],
    figures: Mapping[str, Any],
) -> dict[str, Decimal | None]:
    """The values with O5, and with O3 as the spot checks found it.

    A scheme that does not know O5 leaves the values as they are; so does a value that
    the bureau's decision has set. `figures` are those an evaluation keeps.
    """
    about = next((row for row in scheme["indicators"] if row["id"] == CONDUCT), None)
    if about is None:
        return dict(values)
    cases = [case for case in figures["cases"] if case["accepted"]]
    found = dict(values)
    if CONDUCT not in found:
        kept = [conforms(about, case) for case in cases]
        known = [one for one in kept if one is not None]
        found[CONDUCT] = ratio_percent(sum(known), len(known))
    if QUALITY not in figures["corrected"]:
        share = Fraction(str(about["check_percent"])) / 100
        ratings = [quality(case, share) for case in cases]
        found[QUALITY] = mean([one for one in ratings if one is not None])
    return found


def conforms(about: Mapping[str, Any], case: Mapping[str, Any]) -> bool | None:
    """Whether a visit was as agreed: a spot check decides, else its record.

    By its record: both sides signed in, the team was large enough and stayed long
    enough. None where the visit has no record.
    """
    check = case.get("check")
    if check is not None:
        return bool(check["conforms"])
    visit = case.get("visit")
    if visit is None:
        return None
    return bool(
        visit["signed"]
        and visit["team"] >= about["team"]
        and visit["minutes"] >= about["minutes"]
    )


def quality(case: Mapping[str, Any], share: Fraction) -> Decimal | None:
    """The case's rating; where it was checked, `share` of it is the check's score."""
    rating, check = case["rating"], case.get("check")
    if check is None:
        return None if rating is None else Decimal(rating)
    if rating is None:
        return Decimal(check["score"])
    mixed = (1 - share) * Fraction(rating) + share * Fraction(check["score"])
    return rounded(mixed, PLACES)
