"""The subsidy against a slow account of its rule, and what must always hold."""

import copy
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.json_files import InputError
from subsidies.what_if import what_if

FEN = st.integers(0, 400_000_000)
SMALL_FEN = st.integers(0, 12)
RATES = st.sampled_from(["0", "0.5", "0.333333", "0.8", "1.00", "1.25"])
SCORES = st.one_of(
    st.integers(0, 100).map(str),
    st.integers(0, 10_000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
    st.sampled_from(["80", "80.0", "80.00", "90", "60.00"]),
)
COMMON = {"cap_fen": st.sampled_from([0, 5, 1_000, 200_000_000]) | FEN}
COMMON |= {"min_accepted": st.integers(0, 6)}
COEFFICIENTS = st.fixed_dictionaries(
    COMMON
    | {
        "strategy": st.just("COEFFICIENT"),
        "rate": RATES,
        "k": st.fixed_dictionaries(dict.fromkeys("ABCD", RATES)),
        "converted_bonus_fen": st.integers(0, 300_000),
    }
)
SCORE_TIERS = st.fixed_dictionaries(
    COMMON
    | {
        "strategy": st.just("SCORE_TIER"),
        "tiers": st.lists(
            st.fixed_dictionaries({"from": SCORES, "amount_fen": FEN | SMALL_FEN}),
            max_size=5,
            unique_by=lambda tier: Fraction(tier["from"]),
        ),
    }
)
RANK_TIERS = st.fixed_dictionaries(
    COMMON
    | {
        "strategy": st.just("RANK_TIER"),
        "tiers": st.lists(
            st.fixed_dictionaries(
                {
                    "top": st.sampled_from(["0", "0.2", "0.30", "0.5", "0.80", "1"]),
                    "per_job_fen": FEN | SMALL_FEN,
                }
            ),
            max_size=5,
        ),
    }
)
PROVIDERS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 40).map(lambda number: f"P{number}"),
            "local": st.sampled_from([True, True, True, False]),
            "score": SCORES,
            "grade": st.sampled_from("AABBCCD"),
            "accepted": st.integers(0, 60),
            "accepted_fee_fen": FEN | SMALL_FEN,
            "converted": st.integers(0, 5),
            "veto": st.sampled_from([False, False, False, True]),
        }
    ),
    max_size=9,
    unique_by=lambda row: row["id"],
)
QUESTIONS = st.fixed_dictionaries(
    {
        "budget_fen": FEN | SMALL_FEN | st.integers(0, 10**12),
        "rule": COEFFICIENTS | SCORE_TIERS | RANK_TIERS,
        "providers": PROVIDERS,
    }
)


def slow_coefficient(rule, row, _eligible):
    exact = Fraction(row["accepted_fee_fen"])
    exact *= Fraction(rule["rate"]) * Fraction(rule["k"][row["grade"]])
    exact += row["converted"] * rule["converted_bonus_fen"]
    return int(exact + Fraction(1, 2))


def slow_score_tier(rule, row, _eligible):
    amount = 0
    for tier in sorted(rule["tiers"], key=lambda tier: Fraction(tier["from"])):
        if Fraction(tier["from"]) <= Fraction(row["score"]):
            amount = tier["amount_fen"]
    return amount


def slow_rank_tier(rule, row, eligible):
    rank = 1
    for other in eligible:
        if Fraction(other["score"]) > Fraction(row["score"]):
            rank += 1
    for tier in rule["tiers"]:
        if Fraction(rank, len(eligible)) <= Fraction(tier["top"]):
            return tier["per_job_fen"] * row["accepted"]
    return 0


SLOW = {
    "COEFFICIENT": slow_coefficient,
    "SCORE_TIER": slow_score_tier,
    "RANK_TIER": slow_rank_tier,
}


def slow_awards(capped, budget):
    """Each award by id: fractions, then one fen after the other."""
    whole = sum(capped.values())
    if whole <= budget:
        return dict(capped)
    exact = {key: Fraction(fen * budget, whole) for key, fen in capped.items()}
    found = {key: part.numerator // part.denominator for key, part in exact.items()}
    waiting = set(capped)
    for _fen in range(budget - sum(found.values())):
        best = None
        for key in waiting:
            mine = (exact[key] - found[key], capped[key])
            theirs = best and (exact[best] - found[best], capped[best])
            if best is None or mine > theirs or (mine == theirs and key < best):
                best = key
        found[best] += 1
        waiting.remove(best)
    return found


def slow_answer(question):
    rule, rows = question["rule"], question["providers"]
    eligible = []
    for row in rows:
        enough = row["accepted"] >= rule["min_accepted"]
        if row["local"] and not row["veto"] and row["grade"] != "D" and enough:
            eligible.append(row)
    uncapped = {row["id"]: 0 for row in rows}
    for row in eligible:
        uncapped[row["id"]] = SLOW[rule["strategy"]](rule, row, eligible)
    capped = {key: min(fen, rule["cap_fen"]) for key, fen in uncapped.items()}
    final = slow_awards(capped, question["budget_fen"])
    return [
        (row["id"], uncapped[row["id"]], capped[row["id"]], final[row["id"]])
        for row in rows
    ]


@settings(max_examples=400)
@given(QUESTIONS)
def test_the_awards_are_those_of_the_slow_account(question):
    answer = what_if(copy.deepcopy(question))
    found = [
        (row["id"], row["uncapped_fen"], row["capped_fen"], row["award_fen"])
        for row in answer["providers"]
    ]
    assert found == slow_answer(question)


@settings(max_examples=400)
@given(QUESTIONS)
def test_cap_and_budget_are_never_exceeded_and_no_fen_is_lost(question):
    answer = what_if(question)
    rows, cap = answer["providers"], question["rule"]["cap_fen"]
    assert all(
        0 <= row["award_fen"] <= row["capped_fen"] <= min(cap, row["uncapped_fen"])
        for row in rows
    )
    asked = sum(row["capped_fen"] for row in rows)
    total = sum(row["award_fen"] for row in rows)
    assert total == min(asked, question["budget_fen"])
    assert (answer["total_fen"], answer["left_fen"]) == (
        total,
        question["budget_fen"] - total,
    )


@given(QUESTIONS)
def test_every_nothing_and_every_cut_has_a_reason(question):
    for row in what_if(question)["providers"]:
        whole = 0 < row["award_fen"] == row["uncapped_fen"]
        assert (row["why"] == "") is whole


@given(QUESTIONS, st.randoms())
def test_the_order_of_the_providers_does_not_matter(question, chance):
    shuffled = question["providers"][:]
    chance.shuffle(shuffled)
    straight = what_if(question)
    other = what_if(question | {"providers": shuffled})
    assert sorted(straight["providers"], key=lambda row: row["id"]) == sorted(
        other["providers"], key=lambda row: row["id"]
    )


@given(QUESTIONS, st.integers(1, 10**9))
def test_a_larger_budget_never_pays_less_in_all(question, more):
    larger = question | {"budget_fen": question["budget_fen"] + more}
    assert what_if(larger)["total_fen"] >= what_if(question)["total_fen"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["strategy", "k", "tiers", "from", "id", "score"]), inner
        )
    ),
    max_leaves=8,
)


def errors_of(question):
    """What refuses the question; nothing when it is answered."""
    try:
        answer = what_if(question)
    except InputError as fault:
        return list(fault.errors)
    assert answer["total_fen"] + answer["left_fen"] == question["budget_fen"]
    return []


@given(QUESTIONS, st.sampled_from(["budget_fen", "rule", "providers"]), JUNK)
def test_junk_is_refused_in_lines_of_words_or_answered(question, key, junk):
    errors = errors_of(question | {key: junk})
    assert [error.splitlines() for error in errors] == [[error] for error in errors]


@given(QUESTIONS.filter(lambda question: question["providers"]), st.data(), JUNK)
def test_one_junk_figure_is_named_or_answered(question, data, junk):
    at = data.draw(st.integers(0, len(question["providers"]) - 1))
    rows = copy.deepcopy(question["providers"])
    key = data.draw(st.sampled_from([name for name in rows[at] if name != "id"]))
    rows[at][key] = junk
    begin = f"providers[{at}]: {key} must be "
    errors = errors_of(question | {"providers": rows})
    assert {error[: len(begin)] for error in errors} <= {begin}
