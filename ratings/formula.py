"""How score sheets become a job's rating, and a period's figures a provider's grade.

Indicators and factors run from 0 to 100. What people see decides: each published
figure has two places, the score is computed from the published figures and rounded
half-up once, and the grade follows from that published score.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from foundation.json_files import InputError, quoted
from foundation.money import half_up, rounded, share_out

BEST = 100
PLACES = 2
WORST_GRADE = "D"

TOO_FEW_ACCEPTED = "too few accepted diagnoses"
NO_DATA = "no figures yet"
VETOED = "vetoed"


@dataclass(frozen=True)
class Part:
    """One indicator's share of a score: `points` of all parts add up to the score.

    `value` and `points` are None while the indicator's data are not due.
    """

    id: str
    weight: Decimal
    value: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class ProviderScore:
    """A provider's result for a period.

    `score` has two places and is None without any figure; `grade` is None when not
    rated (暂不评级); `reason` says why it is not rated or a veto decided, else "".
    `provisional` tells that some data were not due and the rest was rescaled.
    """

    score: Decimal | None
    grade: str | None
    reason: str
    provisional: bool
    accepted: int
    parts: tuple[Part, ...]


def provider_score(
    scheme: Mapping[str, Any],
    figures: Mapping[str, Decimal | None],
    *,
    accepted: int,
    veto: bool = False,
) -> ProviderScore:
    """The score and grade of a provider with `accepted` accepted diagnoses.

    `scheme` holds indicators (id, weight), min_accepted and grades (letter, from), as
    in schemes.json; `figures` a value for each indicator, None where data are not due.
    score = sum(weight x value) / sum(weights present). Fewer accepted than the scheme
    asks: not rated. A veto (一票否决) makes a rated provider D.
    InputError for a figure that is missing, unknown or not within 0 to 100.
    """
    _check_figures([row["id"] for row in scheme["indicators"]], figures)
    parts, score = _weighed(scheme["indicators"], figures)
    reason = _why_not_rated(scheme, accepted, score)
    grade = None
    if score is not None and not reason:
        grade = WORST_GRADE if veto else _grade(scheme["grades"], score)
        reason = VETOED if veto else ""
    return ProviderScore(
        score=score,
        grade=grade,
        reason=reason,
        provisional=any(part.value is None for part in parts),
        accepted=accepted,
        parts=parts,
    )


def ratio_percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in per cent, two places half-up; None when there is no whole.

    ValueError when the part is negative or more than the whole.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is not a part of {whole}")
    return rounded(Fraction(BEST * part, whole), PLACES) if whole else None


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The mean, two places half-up; None of nothing."""
    if not values:
        return None
    return _quotient([Fraction(value) for value in values], [Fraction(len(values))])


def sheet_total(
    factors: Sequence[Mapping[str, Any]], scores: Mapping[str, int]
) -> Decimal:
    """A score sheet's weighted mean of its factors (id, weight), two places half-up.

    InputError with every fault: a factor missing or unknown, a score that is not a
    whole number from 0 to 100.
    """
    names = [factor["id"] for factor in factors]
    errors = _strangers(names, scores)
    errors += [
        f"{name}: must be a whole number from 0 to {BEST}, not {quoted(score)}"
        for name, score in scores.items()
        if name in names and not (type(score) is int and 0 <= score <= BEST)
    ]
    if errors:
        raise InputError(errors)
    weights = {factor["id"]: _exact(factor["weight"]) for factor in factors}
    points = [weight * scores[name] for name, weight in weights.items()]
    return _quotient(points, weights.values())


def job_rating(totals: Sequence[Decimal]) -> Decimal:
    """A job's rating: the mean of its sheets' totals, two places half-up.

    ValueError without any sheet.
    """
    rating = mean(totals)
    if rating is None:
        raise ValueError("a rating needs at least one score sheet")
    return rating


def _check_figures(names: Sequence[str], figures: Mapping[str, Decimal | None]) -> None:
    errors = _strangers(names, figures)
    errors += [
        f"{name}: {value} does not lie between 0 and {BEST}"
        for name, value in figures.items()
        if value is not None and not 0 <= value <= BEST
    ]
    if errors:
        raise InputError(errors)


def _strangers(names: Sequence[str], found: Mapping[str, Any]) -> list[str]:
    missing = [f"{name}: missing" for name in names if name not in found]
    return missing + [f"{name}: unknown" for name in found if name not in names]


def _weighed(
    indicators: Sequence[Mapping[str, Any]], figures: Mapping[str, Decimal | None]
) -> tuple[tuple[Part, ...], Decimal | None]:
    present = {
        row["id"]: _exact(row["weight"]) * _exact(figures[row["id"]])
        for row in indicators
        if figures[row["id"]] is not None
    }
    weights = [_exact(row["weight"]) for row in indicators if row["id"] in present]
    score = _quotient(present.values(), weights) if present else None
    points = _points(present, score)
    parts = tuple(
        Part(
            id=row["id"],
            weight=Decimal(str(row["weight"])),
            value=figures[row["id"]],
            points=points.get(row["id"]),
        )
        for row in indicators
    )
    return parts, score


def _points(
    present: Mapping[str, Fraction], score: Decimal | None
) -> dict[str, Decimal]:
    """Each present indicator's points, two places, adding up to the score."""
    scale = lcm(*(share.denominator for share in present.values()))
    shares = share_out(
        half_up((score or Decimal(0)).scaleb(PLACES)),
        [int(share * scale) for share in present.values()],
    )
    return {
        name: Decimal(share).scaleb(-PLACES)
        for name, share in zip(present, shares, strict=True)
    }


def _why_not_rated(
    scheme: Mapping[str, Any], accepted: int, score: Decimal | None
) -> str:
    if accepted < scheme["min_accepted"]:
        return TOO_FEW_ACCEPTED
    return NO_DATA if score is None else ""


def _grade(grades: Sequence[Sequence[str]], score: Decimal) -> str:
    """The grade with the highest bound that is not above the score."""
    reached = [
        (Decimal(bound), letter) for letter, bound in grades if Decimal(bound) <= score
    ]
    return max(reached)[1]


def _quotient(points: Iterable[Fraction], weights: Iterable[Fraction]) -> Decimal:
    return rounded(sum(points, Fraction(0)) / sum(weights, Fraction(0)), PLACES)


def _exact(value: object) -> Fraction:
    return Fraction(str(value))
