"""Reads a subsidy question from plain data, checks all of it, and answers it."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from foundation.json_files import Fields, InputError, quoted
from subsidies.formula import (
    Award,
    Candidate,
    Coefficient,
    RankTiers,
    Rule,
    ScoreTiers,
    awards,
)

GRADES = ("A", "B", "C", "D")
PAID_GRADES = GRADES[:-1]
BEST_SCORE = 100
SCORE_PLACES = 2


def what_if(data: object) -> dict[str, Any]:
    """Answer `{"budget_fen", "rule", "providers"}` with each provider's award.

    Money is whole fen, rates and scores are decimal strings. The answer has the keys
    providers (id, uncapped_fen, capped_fen, award_fen, why), total_fen and left_fen.
    InputError with every fault at once.
    """
    errors: list[str] = []
    question = Fields(data, "", errors)
    budget_fen = question.whole("budget_fen")
    rule = _rule(question.inner("rule"))
    candidates = [
        _candidate(Fields(row, f"providers[{at}]", errors))
        for at, row in enumerate(question.members("providers"))
    ]
    question.close()
    counts = Counter(one.id for one in candidates if one.id != "")
    errors += [f"id {quoted(key)} is given twice" for key in counts if counts[key] > 1]
    if errors:
        raise InputError(errors)
    results = awards(rule, candidates, budget_fen)
    total_fen = sum(one.award_fen for one in results)
    return {
        "providers": [_row(one) for one in results],
        "total_fen": total_fen,
        "left_fen": budget_fen - total_fen,
    }


def parse_rule(data: object) -> Rule:
    """The flat rule object as a rule; InputError with every fault at once."""
    errors: list[str] = []
    rule = _rule(Fields(data, "rule", errors))
    if errors:
        raise InputError(errors)
    return rule


def _rule(fields: Fields) -> Rule:
    cap_fen = fields.whole("cap_fen")
    min_accepted = fields.whole("min_accepted")
    read = STRATEGIES.get(fields.choice("strategy", tuple(STRATEGIES)))
    if read is None:
        return Rule(ScoreTiers(()), cap_fen, min_accepted)
    strategy = read(fields)
    fields.close()
    return Rule(strategy, cap_fen, min_accepted)


def _coefficient(fields: Fields) -> Coefficient:
    rate = fields.decimal("rate")
    bonus_fen = fields.whole("converted_bonus_fen")
    by_grade = fields.inner("k")
    grades = GRADES if "D" in by_grade.data else PAID_GRADES
    k = {grade: by_grade.decimal(grade) for grade in grades}
    by_grade.close()
    return Coefficient(rate, k, bonus_fen)


def _score_tiers(fields: Fields) -> ScoreTiers:
    tiers: list[tuple[Decimal, int]] = []
    for row in _tiers(fields):
        start = row.decimal("from", most=BEST_SCORE, places=SCORE_PLACES)
        if start in dict(tiers):
            row.fault(f"from {start} is given twice")
        tiers.append((start, row.whole("amount_fen")))
        row.close()
    return ScoreTiers(tiers)


def _rank_tiers(fields: Fields) -> RankTiers:
    tiers = []
    for row in _tiers(fields):
        tiers.append((row.decimal("top", most=1), row.whole("per_job_fen")))
        row.close()
    return RankTiers(tiers)


def _tiers(fields: Fields) -> list[Fields]:
    where = f"{fields.where}.tiers"
    return [
        Fields(row, f"{where}[{at}]", fields.errors)
        for at, row in enumerate(fields.members("tiers"))
    ]


STRATEGIES: dict[str, Callable[[Fields], Coefficient | ScoreTiers | RankTiers]] = {
    "COEFFICIENT": _coefficient,
    "SCORE_TIER": _score_tiers,
    "RANK_TIER": _rank_tiers,
}


def _candidate(fields: Fields) -> Candidate:
    one = Candidate(
        id=fields.name("id"),
        local=fields.flag("local"),
        score=fields.decimal("score", most=BEST_SCORE, places=SCORE_PLACES),
        grade=fields.choice("grade", GRADES),
        accepted=fields.whole("accepted"),
        accepted_fee_fen=fields.whole("accepted_fee_fen"),
        converted=fields.whole("converted"),
        veto=fields.flag("veto"),
    )
    fields.close()
    return one


def _row(one: Award) -> dict[str, Any]:
    return {
        "id": one.id,
        "uncapped_fen": one.uncapped_fen,
        "capped_fen": one.capped_fen,
        "award_fen": one.award_fen,
        "why": "; ".join(one.reasons),
    }
