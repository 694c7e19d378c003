"""The subsidy question as plain data, and the command that asks it."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from foundation.json_files import InputError
from subsidies.what_if import what_if

ROOT = Path(__file__).parents[3]
COEFFICIENT = {
    "strategy": "COEFFICIENT",
    "cap_fen": 200_000_000,
    "min_accepted": 5,
    "rate": "1.00",
    "k": {"A": "1.0", "B": "0.8", "C": "0.5", "D": "0"},
    "converted_bonus_fen": 200_000,
}
SCORE_TIER = {
    "strategy": "SCORE_TIER",
    "cap_fen": 200_000_000,
    "min_accepted": 5,
    "tiers": [{"from": "60", "amount_fen": 5}, {"from": "80.00", "amount_fen": 10}],
}
RANK_TIER = {
    "strategy": "RANK_TIER",
    "cap_fen": 200_000_000,
    "min_accepted": 5,
    "tiers": [{"top": "0.30", "per_job_fen": 10}, {"top": "1", "per_job_fen": 5}],
}


def row(key, **values):
    found = {
        "id": key,
        "local": True,
        "score": "83.25",
        "grade": "B",
        "accepted": 10,
        "accepted_fee_fen": 10_000_000,
        "converted": 2,
        "veto": False,
    }
    return found | values


def question(rule=COEFFICIENT, providers=None, **values):
    rows = [row("P1"), row("P2", local=False)] if providers is None else providers
    return (
        copy.deepcopy({"budget_fen": 10**9, "rule": rule, "providers": rows}) | values
    )


def faults(data):
    with pytest.raises(InputError) as refusal:
        what_if(data)
    return list(refusal.value.errors)


def test_the_answer_has_each_provider_the_total_and_the_rest():
    assert what_if(question()) == {
        "providers": [
            {
                "id": "P1",
                "uncapped_fen": 8_400_000,
                "capped_fen": 8_400_000,
                "award_fen": 8_400_000,
                "why": "",
            },
            {
                "id": "P2",
                "uncapped_fen": 0,
                "capped_fen": 0,
                "award_fen": 0,
                "why": "not a local provider",
            },
        ],
        "total_fen": 8_400_000,
        "left_fen": 991_600_000,
    }


@pytest.mark.parametrize(
    ("rule", "award"), [(COEFFICIENT, 8_400_000), (SCORE_TIER, 10), (RANK_TIER, 50)]
)
def test_each_strategy_is_read(rule, award):
    assert what_if(question(rule))["total_fen"] == award


def test_several_reasons_are_joined():
    providers = [row("P1", veto=True, grade="D")]
    assert what_if(question(providers=providers))["providers"][0]["why"] == (
        "vetoed; grade D"
    )


def test_a_coefficient_for_d_may_be_left_out():
    rule = copy.deepcopy(COEFFICIENT)
    del rule["k"]["D"]
    assert what_if(question(rule)) == what_if(question())


def test_no_provider_is_no_award():
    assert what_if(question(providers=[])) == {
        "providers": [],
        "total_fen": 0,
        "left_fen": 10**9,
    }


@pytest.mark.parametrize("data", [None, 3, [], "{}"])
def test_a_question_is_an_object(data):
    assert [fault[:18] for fault in faults(data)] == ["must be an object,"]


WHOLE = "must be a whole number from 0 on with at most 30 digits"
SCORE = 'must be a decimal string like "0.80" from 0 to 100 with at most 2 places'


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"id": None}, "id must be a text or a whole number, not null"),
        ({"local": 1}, "local must be true or false, not 1"),
        ({"veto": "no"}, 'veto must be true or false, not "no"'),
        ({"score": 83.25}, f"score {SCORE}, not 83.25"),
        ({"score": 83}, f"score {SCORE}, not 83"),
        ({"score": "83.255"}, f'score {SCORE}, not "83.255"'),
        ({"score": "100.01"}, f'score {SCORE}, not "100.01"'),
        ({"score": "-1"}, f'score {SCORE}, not "-1"'),
        ({"score": "NaN"}, f'score {SCORE}, not "NaN"'),
        ({"score": "8e1"}, f'score {SCORE}, not "8e1"'),
        ({"score": None}, f"score {SCORE}, not null"),
        ({"grade": "E"}, 'grade must be one of A, B, C, D, not "E"'),
        ({"grade": None}, "grade must be one of A, B, C, D, not null"),
        ({"accepted": True}, f"accepted {WHOLE}, not true"),
        ({"accepted": 10.0}, f"accepted {WHOLE}, not 10.0"),
        ({"accepted_fee_fen": "10"}, f'accepted_fee_fen {WHOLE}, not "10"'),
        ({"accepted_fee_fen": -1}, f"accepted_fee_fen {WHOLE}, not -1"),
        ({"converted": None}, f"converted {WHOLE}, not null"),
        ({"note": 1}, 'the key "note" is unknown'),
    ],
)
def test_a_wrong_figure_of_a_provider_is_named(changed, fault):
    assert faults(question(providers=[row("P1", **changed)])) == [
        f"providers[0]: {fault}"
    ]


@pytest.mark.parametrize("key", row("P1"))
def test_a_missing_figure_of_a_provider_is_named(key):
    lacking = row("P1")
    del lacking[key]
    assert faults(question(providers=[lacking])) == [f"providers[0]: {key} is missing"]


RATE = 'must be a decimal string like "0.80"'


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (COEFFICIENT | {"rate": 1}, f"rule: rate {RATE}, not 1"),
        (COEFFICIENT | {"rate": "-0.1"}, f'rule: rate {RATE}, not "-0.1"'),
        (COEFFICIENT | {"cap_fen": 1.5}, f"rule: cap_fen {WHOLE}, not 1.5"),
        (COEFFICIENT | {"k": []}, "rule: k must be an object, not []"),
        (
            COEFFICIENT | {"k": {"A": "1", "B": 0.8, "C": "0"}},
            f"rule.k: B {RATE}, not 0.8",
        ),
        (
            COEFFICIENT | {"k": {"A": "1", "B": "1", "C": "1", "E": "1"}},
            'rule.k: the key "E" is unknown',
        ),
        (COEFFICIENT | {"tiers": []}, 'rule: the key "tiers" is unknown'),
        (SCORE_TIER | {"rate": "1"}, 'rule: the key "rate" is unknown'),
        (SCORE_TIER | {"tiers": {}}, "rule: tiers must be a list, not {}"),
        (SCORE_TIER | {"tiers": [7]}, "rule.tiers[0]: must be an object, not 7"),
        (
            SCORE_TIER | {"tiers": [{"from": "60.001", "amount_fen": 1}]},
            f'rule.tiers[0]: from {SCORE}, not "60.001"',
        ),
        (
            SCORE_TIER
            | {
                "tiers": [
                    {"from": "60", "amount_fen": 1},
                    {"from": "60.00", "amount_fen": 2},
                ]
            },
            "rule.tiers[1]: from 60.00 is given twice",
        ),
        (
            RANK_TIER | {"tiers": [{"top": "1.01", "per_job_fen": 1}]},
            f'rule.tiers[0]: top {RATE} from 0 to 1, not "1.01"',
        ),
        (
            RANK_TIER | {"tiers": [{"top": "1", "per_job_fen": 1, "from": "1"}]},
            'rule.tiers[0]: the key "from" is unknown',
        ),
        (7, "rule must be an object, not 7"),
        (
            COEFFICIENT | {"strategy": "LOTTERY"},
            "rule: strategy must be one of COEFFICIENT, SCORE_TIER, RANK_TIER, "
            'not "LOTTERY"',
        ),
    ],
)
def test_a_wrong_rule_is_named(rule, fault):
    assert faults(question(rule)) == [fault]


@pytest.mark.parametrize("rule", [COEFFICIENT, SCORE_TIER, RANK_TIER])
def test_each_missing_key_of_a_rule_is_named(rule):
    found = []
    for key in rule:
        lacking = {name: value for name, value in rule.items() if name != key}
        found += faults(question(lacking))
    assert found == [f"rule: {key} is missing" for key in rule]


def test_two_providers_of_one_id_are_refused():
    providers = [row("P1"), row(1), row("1"), row("P1"), row("P1")]
    assert faults(question(providers=providers)) == ['id "P1" is given twice']


def test_all_faults_come_at_once():
    data = question(SCORE_TIER | {"cap_fen": None}, [row("P1", grade="X"), 3], more=1)
    del data["budget_fen"]
    assert faults(data) == [
        "budget_fen is missing",
        f"rule: cap_fen {WHOLE}, not null",
        'providers[0]: grade must be one of A, B, C, D, not "X"',
        "providers[1]: must be an object, not 3",
        'the key "more" is unknown',
    ]


def test_the_command_prints_the_answer(capsys, tmp_path):
    file = tmp_path / "question.json"
    data = question(providers=[row("甲")])
    file.write_text(json.dumps(data), encoding="utf-8")
    call_command("subsidy", "--what-if", str(file))
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == (what_if(data), "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            json.dumps(question(budget_fen=1.5, rule=7)),
            [f"budget_fen {WHOLE}, not 1.5", "rule must be an object, not 7"],
        ),
        (
            "{",
            [
                "{file}: not JSON: Expecting property name enclosed in double quotes: "
                "line 1 column 2 (char 1)"
            ],
        ),
        (None, ["{file}: No such file or directory"]),
    ],
)
def test_the_command_refuses_with_a_line_for_each_fault(capsys, tmp_path, text, lines):
    file = tmp_path / "question.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        call_command("subsidy", "--what-if", str(file))
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert err.splitlines() == [line.replace("{file}", str(file)) for line in lines]


@pytest.mark.parametrize(("budget", "code"), [(5, 0), (-5, 2)])
def test_the_shell_sees_the_exit_code(tmp_path, budget, code):
    file = tmp_path / "question.json"
    file.write_text(json.dumps(question(budget_fen=budget)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "manage.py", "subsidy", "--what-if", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (
        code,
        code == 0,
        code == 2,
    )
