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
    about = about_conduct(scheme)
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

    By its record: every part of the norm is met. None where the visit has no record.
    """
    check = case.get("check")
    if check is not None:
        return bool(check["conforms"])
    parts = parts_met(about, case.get("visit"))
    return None if parts is None else all(parts.values())


def parts_met(
    about: Mapping[str, Any], visit: Mapping[str, Any] | None
) -> dict[str, bool] | None:
    """Each part of the norm and whether the record meets it; None without a record.

    Both sides signed in, the team was large enough, stayed long enough, and brought
    enough photos (where the scheme asks for any).
    """
    if visit is None:
        return None
    found = {
        "sign_in": bool(visit["signed"]),
        "team": visit["team"] >= about["team"],
        "hours": visit["minutes"] >= about["minutes"],
    }
    if about.get("photos"):
        found["photos"] = visit.get("photos", 0) >= about["photos"]
    return found


def about_conduct(scheme: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the scheme says of O5; None where it does not know it."""
    return next((row for row in scheme["indicators"] if row["id"] == CONDUCT), None)


def quality(case: Mapping[str, Any], share: Fraction) -> Decimal | None:
    """The case's rating; where it was checked, `share` of it is the check's score."""
    rating, check = case["rating"], case.get("check")
    if check is None:
        return None if rating is None else Decimal(rating)
    if rating is None:
        return Decimal(check["score"])
    mixed = (1 - share) * Fraction(rating) + share * Fraction(check["score"])
    return rounded(mixed, PLACES)
