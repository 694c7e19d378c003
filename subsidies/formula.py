"""What each provider is awarded: the dated rule's amount, the cap, then the budget.

Three strategies, one per year: COEFFICIENT pays a share of the accepted fees by grade,
SCORE_TIER a sum by score, RANK_TIER a sum per accepted diagnosis by rank. Amounts are
whole fen, arithmetic is exact, each result is rounded once (常工信复〔2022〕第58号: at
most 200万元 for a local provider, which is the rule's `cap_fen`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from foundation.money import half_up, share_out

NOT_LOCAL = "not a local provider"
VETOED = "vetoed"
NO_GRADE = "not rated"
GRADE_D = "grade D"
TOO_FEW = "too few accepted diagnoses"
NO_AMOUNT = "the rule gives nothing"
BELOW_TIERS = "below every tier"
CAPPED = "limited to the cap"
CUT = "cut in proportion to the budget"


@dataclass(frozen=True)
class Candidate:
    """A provider's figures for the period; not rated without grade and score."""

    id: str | int
    local: bool
    score: Decimal | None
    grade: str | None
    accepted: int
    accepted_fee_fen: int
    converted: int
    veto: bool

    @property
    def points(self) -> Decimal:
        """The score, 0 while there is none."""
        return self.score or Decimal(0)


@dataclass(frozen=True)
class Coefficient:
    """accepted fee x rate x k[grade] + converted x bonus."""

    rate: Decimal
    k: Mapping[str, Decimal]
    converted_bonus_fen: int
    why_nothing = NO_AMOUNT

    def amount(self, one: Candidate, place: Fraction) -> int:
        """Fen, half-up once."""
        factor = Fraction(self.rate) * Fraction(self.k.get(one.grade or "", Decimal(0)))
        return half_up(
            one.accepted_fee_fen * factor + one.converted * self.converted_bonus_fen
        )


@dataclass(frozen=True)
class ScoreTiers:
    """(from, fen): the highest tier whose `from` is not above the score."""

    tiers: Sequence[tuple[Decimal, int]]
    why_nothing = BELOW_TIERS

    def amount(self, one: Candidate, place: Fraction) -> int:
        """Fen; 0 below every tier."""
        reached = [tier for tier in self.tiers if tier[0] <= one.points]
        return max(reached, key=lambda tier: tier[0])[1] if reached else 0


@dataclass(frozen=True)
class RankTiers:
    """(top, fen per job): the first tier with rank / number of eligible <= top."""

    tiers: Sequence[tuple[Decimal, int]]
    why_nothing = BELOW_TIERS

    def amount(self, one: Candidate, place: Fraction) -> int:
        """Fen; 0 when the rank lies below every tier."""
        per_job = (fen for top, fen in self.tiers if place <= Fraction(top))
        return one.accepted * next(per_job, 0)


@dataclass(frozen=True)
class Rule:
    """A checked subsidy rule."""

    strategy: Coefficient | ScoreTiers | RankTiers
    cap_fen: int
    min_accepted: int


@dataclass(frozen=True)
class Award:
    """One provider's result; `reasons` say why it is nothing or was reduced."""

    id: str | int
    uncapped_fen: int
    capped_fen: int
    award_fen: int
    reasons: tuple[str, ...]


def refusals(rule: Rule, one: Candidate) -> tuple[str, ...]:
    """Every reason why the provider can get nothing; empty when it is eligible.

    With too few accepted diagnoses there is no rating, so its grade is no reason.
    """
    few = one.accepted < rule.min_accepted
    unrated = one.grade is None or one.score is None
    tests = (
        (not one.local, NOT_LOCAL),
        (one.veto, VETOED),
        (few, TOO_FEW),
        (unrated and not few, NO_GRADE),
        (one.grade == "D" and not few, GRADE_D),
    )
    return tuple(reason for applies, reason in tests if applies)


def awards(
    rule: Rule, candidates: Sequence[Candidate], budget_fen: int
) -> tuple[Award, ...]:
    """Each candidate's award in the given order; their sum never exceeds the budget.

    Ids are unique; the budget is whole fen.
    If the capped amounts exceed the budget, each is capped x budget / sum rounded down,
    and the fen left go one by one to the largest fractional parts; ties to the larger
    capped amount, then to the smaller id.
    """
    barred = {one.id: refusals(rule, one) for one in candidates}
    places = _places([one for one in candidates if not barred[one.id]])
    uncapped = {
        one.id: rule.strategy.amount(one, places[one.id]) if one.id in places else 0
        for one in candidates
    }
    capped = {key: min(fen, rule.cap_fen) for key, fen in uncapped.items()}
    final = _within_budget(capped, budget_fen)
    return tuple(
        Award(
            id=one.id,
            uncapped_fen=uncapped[one.id],
            capped_fen=capped[one.id],
            award_fen=final[one.id],
            reasons=barred[one.id]
            or _reductions(rule, uncapped[one.id], capped[one.id], final[one.id]),
        )
        for one in candidates
    )


def _places(eligible: Sequence[Candidate]) -> dict[str | int, Fraction]:
    """rank / number of eligible for each id; equal scores share the better rank."""
    first: dict[Decimal, int] = {}
    ordered = sorted((one.points for one in eligible), reverse=True)
    for rank, points in enumerate(ordered, start=1):
        first.setdefault(points, rank)
    return {one.id: Fraction(first[one.points], len(eligible)) for one in eligible}


def _within_budget(
    capped: Mapping[str | int, int], budget_fen: int
) -> Mapping[str | int, int]:
    if sum(capped.values()) <= budget_fen:
        return capped
    ids = sorted(capped, key=lambda key: (isinstance(key, str), key))
    shares = share_out(budget_fen, [capped[key] for key in ids])
    return dict(zip(ids, shares, strict=True))


def _reductions(rule: Rule, uncapped: int, capped: int, award: int) -> tuple[str, ...]:
    tests = (
        (uncapped == 0, rule.strategy.why_nothing),
        (capped < uncapped, CAPPED),
        (award < capped, CUT),
    )
    return tuple(reason for applies, reason in tests if applies)
