"""The subsidy arithmetic: three strategies, the cap, the budget."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from foundation.json_files import InputError
from subsidies.formula import (
    Award,
    Candidate,
    Coefficient,
    RankTiers,
    Rule,
    ScoreTiers,
    awards,
)
from subsidies.what_if import parse_rule

ROOT = Path(__file__).parents[3]
RULES = json.loads((ROOT / "subsidies/data/rules.json").read_text(encoding="utf-8"))
CAP = 200_000_000
PLENTY = 10**15
K = {"A": Decimal("1.0"), "B": Decimal("0.8"), "C": Decimal("0.5"), "D": Decimal(0)}
BY_FEE = Rule(Coefficient(Decimal(1), K, 200_000), CAP, 5)
BY_SCORE = Rule(
    ScoreTiers(
        [(Decimal(60), 500), (Decimal("90.00"), 3_000), (Decimal("79.95"), 1_000)]
    ),
    CAP,
    5,
)
BY_RANK = Rule(
    RankTiers([(Decimal("0.30"), 10), (Decimal("0.80"), 8), (Decimal("1.00"), 5)]),
    CAP,
    5,
)


def provider(key, **values):
    found = {
        "local": True,
        "score": Decimal("83.25"),
        "grade": "B",
        "accepted": 10,
        "accepted_fee_fen": 10_000_000,
        "converted": 0,
        "veto": False,
    }
    return Candidate(id=key, **(found | values))


def one_award(rule, budget=PLENTY, **values):
    (award,) = awards(rule, [provider("P1", **values)], budget)
    return award


@pytest.mark.parametrize(
    ("values", "fen"),
    [
        ({"grade": "A"}, 10_000_000),
        ({"grade": "B"}, 8_000_000),
        ({"grade": "C"}, 5_000_000),
        ({"grade": "B", "converted": 3}, 8_600_000),
        ({"grade": "C", "accepted_fee_fen": 1}, 1),  # half a fen goes up
        ({"grade": "B", "accepted_fee_fen": 3}, 2),  # 2.4 goes down
        ({"grade": "A", "accepted_fee_fen": 0}, 0),
    ],
)
def test_the_coefficient_pays_the_fees_share_by_grade(values, fen):
    assert one_award(BY_FEE, **values).award_fen == fen


def test_the_coefficient_rounds_once_with_the_bonus_inside():
    rule = Rule(Coefficient(Decimal("0.333333333333333333333333333333"), K, 1), CAP, 0)
    assert one_award(rule, grade="A", accepted_fee_fen=3, converted=1).award_fen == 2


def test_a_large_amount_is_exact_to_the_fen():
    rule = Rule(Coefficient(Decimal("0.50"), K, 0), 10**30, 0)
    award = one_award(rule, 10**30, grade="A", accepted_fee_fen=2 * 10**29 + 1)
    assert award.award_fen == 10**29 + 1


@pytest.mark.parametrize(
    ("score", "fen", "reasons"),
    [
        ("59.99", 0, ("below every tier",)),
        ("60.00", 500, ()),
        ("79.94", 500, ()),
        ("79.95", 1_000, ()),
        ("89.99", 1_000, ()),
        ("90", 3_000, ()),
        ("100.00", 3_000, ()),
    ],
)
def test_the_highest_score_tier_reached_counts_in_any_order(score, fen, reasons):
    award = one_award(BY_SCORE, score=Decimal(score))
    assert (award.award_fen, award.reasons) == (fen, reasons)


def ranked(rule, *scores):
    rows = [provider(f"P{at}", score=Decimal(score)) for at, score in enumerate(scores)]
    return [award.award_fen for award in awards(rule, rows, PLENTY)]


def test_ranks_pay_per_accepted_diagnosis():
    scores = ["90", "89", "88", "87", "86", "85", "84", "83", "82", "81"]
    assert ranked(BY_RANK, *scores) == [100] * 3 + [80] * 5 + [50] * 2


def test_equal_scores_share_the_better_rank():
    # Ranks 1, 1, 1, 4 of four: 0.25 falls into the first tier, 1.00 into the last.
    assert ranked(BY_RANK, "90.0", "90", "90.00", "80") == [100, 100, 100, 50]


def test_a_lone_provider_is_the_last_of_all():
    assert ranked(BY_RANK, "99") == [50]


def test_only_the_eligible_are_ranked():
    rows = [
        provider("P1", score=Decimal(99), local=False),
        provider("P2", score=Decimal(98), accepted=4),
        provider("P3", score=Decimal(80)),
        provider("P4", score=Decimal(70)),
        provider("P5", score=Decimal(60)),
        provider("P6", score=Decimal(50)),
    ]
    found = [award.award_fen for award in awards(BY_RANK, rows, PLENTY)]
    assert found == [0, 0, 100, 80, 80, 50]


def test_the_first_rank_tier_in_order_counts_and_below_all_is_nothing():
    strange = Rule(RankTiers([(Decimal("0.5"), 1), (Decimal("0.25"), 9)]), CAP, 0)
    assert ranked(strange, "90", "80", "70", "60") == [10, 10, 0, 0]
    award = awards(strange, [provider("P1")], PLENTY)[0]
    assert award.reasons == ("below every tier",)


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({"local": False}, ("not a local provider",)),
        ({"veto": True}, ("vetoed",)),
        ({"accepted": 4}, ("too few accepted diagnoses",)),
        ({"grade": "D"}, ("grade D",)),
        ({"veto": True, "grade": "D"}, ("vetoed", "grade D")),
        ({"grade": None, "score": None}, ("not rated",)),
        ({"grade": "B", "score": None}, ("not rated",)),
        (
            {"grade": None, "score": None, "accepted": 4},
            ("too few accepted diagnoses",),
        ),
        (
            {"local": False, "veto": True, "accepted": 0, "grade": "D"},
            ("not a local provider", "vetoed", "too few accepted diagnoses"),
        ),
    ],
)
@pytest.mark.parametrize("rule", [BY_FEE, BY_SCORE, BY_RANK])
def test_who_may_get_nothing_gets_zeros_and_every_reason(rule, values, reasons):
    assert one_award(rule, **values) == Award("P1", 0, 0, 0, reasons)


def test_exactly_as_many_accepted_as_asked_is_enough():
    assert one_award(BY_FEE, accepted=5).award_fen == 8_000_000


@pytest.mark.parametrize("budget", [0, 1, 2])
def test_a_small_budget_that_nobody_asks_for_is_left(budget):
    assert one_award(BY_FEE, budget, veto=True) == Award("P1", 0, 0, 0, ("vetoed",))


def test_an_eligible_provider_may_still_come_out_at_nothing():
    award = one_award(BY_FEE, accepted_fee_fen=0)
    assert award == Award("P1", 0, 0, 0, ("the rule gives nothing",))


@pytest.mark.parametrize(
    ("fee", "capped", "reasons"),
    [
        (CAP - 1, CAP - 1, ()),
        (CAP, CAP, ()),
        (CAP + 1, CAP, ("limited to the cap",)),
    ],
)
def test_no_award_exceeds_the_cap(fee, capped, reasons):
    award = one_award(BY_FEE, grade="A", accepted_fee_fen=fee)
    assert award == Award("P1", fee, capped, capped, reasons)


def test_a_budget_that_suffices_to_the_fen_cuts_nothing():
    assert one_award(BY_FEE, 8_000_000) == Award(
        "P1", 8_000_000, 8_000_000, 8_000_000, ()
    )


def test_too_small_a_budget_is_shared_in_proportion():
    rows = [
        provider("P1", grade="A", accepted_fee_fen=300_000_000),
        provider("P2", grade="A", accepted_fee_fen=100_000_000),
        provider("P3", veto=True),
    ]
    assert awards(BY_FEE, rows, 90_000_001) == (
        Award(
            "P1",
            300_000_000,
            CAP,
            60_000_001,
            ("limited to the cap", "cut in proportion to the budget"),
        ),
        Award(
            "P2",
            100_000_000,
            100_000_000,
            30_000_000,
            ("cut in proportion to the budget",),
        ),
        Award("P3", 0, 0, 0, ("vetoed",)),
    )


def paid(budget, *rows):
    found = [provider(key, grade="A", accepted_fee_fen=fee) for key, fee in rows]
    return [award.award_fen for award in awards(BY_FEE, found, budget)]


@pytest.mark.parametrize(
    ("budget", "rows", "awarded"),
    [
        (1, [("b", 1), ("a", 1)], [0, 1]),  # equal: the smaller id
        (1, [("P10", 1), ("P9", 1)], [1, 0]),  # texts compare as texts
        (1, [(10, 1), (9, 1)], [0, 1]),  # numbers as numbers
        (1, [("9", 1), (10, 1)], [0, 1]),  # numbers before texts
        (2, [("a", 1), ("b", 3)], [0, 2]),  # equal fractions: the larger amount
        (2, [("a", 2), ("b", 2), ("c", 1)], [1, 1, 0]),
        (0, [("a", 2), ("b", 2)], [0, 0]),
    ],
)
def test_the_last_fen_go_to_the_largest_fractions(budget, rows, awarded):
    assert paid(budget, *rows) == awarded


def test_nobody_asking_leaves_everything():
    assert awards(BY_FEE, [], 5) == ()


def test_the_order_of_the_providers_changes_nothing():
    rows = [provider(f"P{at}", accepted_fee_fen=7 + 13 * at) for at in range(9)]
    forward = {award.id: award for award in awards(BY_FEE, rows, 300)}
    backward = {award.id: award for award in awards(BY_FEE, rows[::-1], 300)}
    assert forward == backward


def test_the_shipped_rules_are_sound_one_per_strategy():
    assert [parse_rule(row["rule"]).cap_fen for row in RULES] == [CAP] * 3
    assert [row["rule"]["strategy"] for row in RULES] == [
        "COEFFICIENT",
        "SCORE_TIER",
        "RANK_TIER",
    ]
    assert [row for row in RULES if not (row["name_zh"] and row["name_en"])] == []


def test_a_broken_rule_is_refused_with_every_fault():
    with pytest.raises(InputError) as refusal:
        parse_rule({"strategy": "SCORE_TIER", "cap_fen": -1, "tiers": []})
    assert list(refusal.value.errors) == [
        "rule: cap_fen must be a whole number from 0 on with at most 30 digits, not -1",
        "rule: min_accepted is missing",
    ]
