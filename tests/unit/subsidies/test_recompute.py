"""Recomputing from kept inputs finds every fen that differs."""

import copy
from dataclasses import replace

import pytest

from subsidies.recompute import Difference, KeptAward, differences
from subsidies.what_if import what_if

RULE = {
    "strategy": "COEFFICIENT",
    "cap_fen": 200_000_000,
    "min_accepted": 5,
    "rate": "1.00",
    "k": {"A": "1.0", "B": "0.8", "C": "0.5", "D": "0"},
    "converted_bonus_fen": 0,
}


def provider(key, fee_fen, grade):
    return {
        "id": key,
        "local": True,
        "score": "91.00",
        "grade": grade,
        "accepted": 6,
        "accepted_fee_fen": fee_fen,
        "converted": 0,
        "veto": False,
    }


INPUTS = {
    "budget_fen": 1000,
    "rule": RULE,
    "providers": [provider("1", 1200, "A"), provider("2", 1000, "B")],
}
RESULT = what_if(INPUTS)
FIRST, SECOND = KeptAward("1", 1200, 1200, 600), KeptAward("2", 800, 800, 400)


def test_the_same_inputs_give_the_same_fen():
    assert differences(INPUTS, RESULT, [FIRST, SECOND]) == []


@pytest.mark.parametrize("figure", ["uncapped_fen", "capped_fen", "award_fen"])
def test_one_fen_more_in_an_award_is_found(figure):
    fen = getattr(FIRST, figure)
    changed = replace(FIRST, **{figure: fen + 1})
    assert differences(INPUTS, RESULT, [changed, SECOND]) == [
        Difference("1", figure, fen + 1, fen)
    ]


def test_a_changed_result_is_found_row_and_total():
    changed = copy.deepcopy(RESULT)
    changed["providers"][1]["award_fen"] += 1
    changed["total_fen"] += 1
    assert differences(INPUTS, changed, []) == [
        Difference("2", "award_fen", 401, 400),
        Difference("", "total_fen", 1001, 1000),
    ]


def test_a_provider_put_into_the_result_is_found():
    changed = copy.deepcopy(RESULT)
    changed["providers"].append(changed["providers"][0] | {"id": "9"})
    assert [row.id for row in differences(INPUTS, changed, [])] == ["9", "9", "9"]


def test_a_changed_input_is_found():
    changed = copy.deepcopy(INPUTS)
    changed["providers"][0]["accepted_fee_fen"] += 100
    assert len(differences(changed, RESULT, [FIRST, SECOND])) > 0


def test_a_corrected_award_got_no_more_than_the_others_had_left():
    limited = replace(FIRST, award_fen=550, limit_fen=550)
    free = replace(FIRST, limit_fen=700)
    assert differences(INPUTS, RESULT, [limited]) == []
    assert differences(INPUTS, RESULT, [free]) == []
    assert differences(INPUTS, RESULT, [replace(limited, award_fen=600)]) == [
        Difference("1", "award_fen", 600, 550)
    ]


def test_a_provider_that_was_not_rated_has_nothing():
    assert differences(INPUTS, RESULT, [KeptAward("7", 0, 0, 0)]) == []
    assert differences(INPUTS, RESULT, [KeptAward("7", 0, 0, 5)]) == [
        Difference("7", "award_fen", 5, 0)
    ]


def test_inputs_that_can_no_longer_be_read_are_named():
    broken = INPUTS | {"budget_fen": -1}
    found = differences(broken, RESULT, [])
    assert [row.figure for row in found] == ["inputs"]
