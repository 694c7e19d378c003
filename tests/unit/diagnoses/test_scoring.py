"""Scoring against the shipped MIIT instrument."""

import copy

import pytest

from diagnoses.instruments import shipped_instrument
from diagnoses.scoring import AnswersError, assess, assess_all

MIIT = shipped_instrument("miit-sme-2024")
SCENES = [scene["id"] for scene in MIIT["scenes"]]
CONSTRAINED = [scene["id"] for scene in MIIT["scenes"] if scene["constrained"]]
FREE = [name for name in SCENES if name not in CONSTRAINED]
MULTI = [f"Q{row['no']}" for row in MIIT["questions"] if row["type"] == "multi_sum"]
SINGLE = [f"Q{row['no']}" for row in MIIT["questions"] if row["type"] == "single"]


def sheet(**answers):
    """The lowest sheet, with some answers of its own."""
    lowest = {name: ["A"] for name in MULTI}
    lowest |= dict.fromkeys(SINGLE, "A")
    lowest |= dict.fromkeys(SCENES, 0)
    return lowest | answers


def best(**answers):
    """The highest sheet, with some answers of its own."""
    highest = {
        f"Q{row['no']}": [option["key"] for option in row["options"] if option["pct"]]
        if row["type"] == "multi_sum"
        else row["options"][-1]["key"]
        for row in MIIT["questions"]
    }
    return highest | dict.fromkeys(SCENES, 4) | answers


def graded(grade, constrained, free):
    """So many constrained and other scenes at the grade, the others at 0."""
    names = CONSTRAINED[:constrained] + FREE[:free]
    return dict.fromkeys(names, grade)


def faults(answers):
    with pytest.raises(AnswersError) as refusal:
        assess(MIIT, answers)
    return list(refusal.value.errors)


def test_the_lowest_sheet_scores_nothing():
    nothing = {"1": 0, "2": 0, "3": 0, "4": 0}
    assert assess(MIIT, sheet()) == {
        "instrument": "miit-sme-2024",
        "score": "0.00",
        "dimensions": {"F": "0.00", "M": "0.00", "R": "0.00"},
        "scenes_at_or_above": nothing,
        "constrained_at_or_above": nothing,
        "level": 0,
    }


def test_the_highest_sheet_scores_a_hundred():
    assert assess(MIIT, best()) == {
        "instrument": "miit-sme-2024",
        "score": "100.00",
        "dimensions": {"F": "50.00", "M": "30.00", "R": "20.00"},
        "scenes_at_or_above": {"1": 16, "2": 16, "3": 16, "4": 16},
        "constrained_at_or_above": {"1": 10, "2": 10, "3": 10, "4": 10},
        "level": 4,
    }


@pytest.mark.parametrize(
    ("answers", "score", "dimensions"),
    [
        ({"Q1": ["B", "C"]}, "4.00", {"F": "4.00", "M": "0.00", "R": "0.00"}),
        ({"Q1": ["C", "B"]}, "4.00", {"F": "4.00", "M": "0.00", "R": "0.00"}),
        ({"Q2": "C"}, "3.00", {"F": "3.00", "M": "0.00", "R": "0.00"}),
        ({"Q4": ["B", "O"]}, "1.60", {"F": "1.60", "M": "0.00", "R": "0.00"}),
        ({"Q9": ["B"]}, "1.88", {"F": "0.00", "M": "1.88", "R": "0.00"}),
        ({"Q8": "B"}, "1.50", {"F": "0.00", "M": "1.50", "R": "0.00"}),
        ({"Q12": "B", "Q14": "C"}, "6.50", {"F": "0.00", "M": "0.00", "R": "6.50"}),
        (
            {"Q6": ["B"], "Q9": ["B"], "Q11": "B"},
            "5.00",
            {"F": "1.25", "M": "3.75", "R": "0.00"},
        ),
    ],
)
def test_points_are_the_options_share_of_the_maximum(answers, score, dimensions):
    result = assess(MIIT, sheet(**answers))
    assert (result["score"], result["dimensions"]) == (score, dimensions)


def test_points_are_rounded_in_the_sum_and_not_question_by_question():
    # Twice 1.875: rounded one by one they would give 3.76.
    result = assess(MIIT, sheet(Q9=["B"], Q11="B"))
    assert (result["score"], result["dimensions"]["M"]) == ("3.75", "3.75")


def test_options_that_sum_above_the_maximum_count_as_the_maximum():
    generous = copy.deepcopy(MIIT)
    for option in generous["questions"][0]["options"][1:]:
        option["pct"] = 60
    assert assess(generous, sheet(Q1=["B", "C"]))["score"] == "8.00"


def test_scenes_are_counted_at_or_above_each_level():
    result = assess(MIIT, sheet(S01=1, S02=2, S03=3, S04=4, S06=4))
    assert result["scenes_at_or_above"] == {"1": 5, "2": 4, "3": 3, "4": 2}
    assert result["constrained_at_or_above"] == {"1": 3, "2": 2, "3": 2, "4": 1}


LEVEL_SCORES = {
    20: {"Q4": [*"BCDEFGHIJKLMNO"], "Q5": "E"},
    40: {"Q1": [*"BCDE"], "Q2": "E", "Q3": "E", "Q4": [*"BCDEFGHIJKLMNO"], "Q5": "E"},
}


@pytest.mark.parametrize(
    ("answers", "scenes", "level"),
    [
        (LEVEL_SCORES[20], graded(1, 3, 3), 1),
        (LEVEL_SCORES[20], graded(4, 3, 3), 1),
        (LEVEL_SCORES[20], graded(1, 3, 2), 0),
        (LEVEL_SCORES[20], graded(1, 2, 6), 0),
        (LEVEL_SCORES[20] | {"Q5": "D"}, graded(4, 10, 6), 0),
        (LEVEL_SCORES[40], graded(2, 3, 3), 2),
        (LEVEL_SCORES[40], graded(1, 10, 6), 1),
        (LEVEL_SCORES[40], graded(2, 2, 6), 0),
    ],
)
def test_a_level_needs_the_score_and_both_scene_counts(answers, scenes, level):
    assert assess(MIIT, sheet(**answers, **scenes))["level"] == level


@pytest.mark.parametrize(
    ("lowered", "scenes", "score", "level"),
    [
        ({}, graded(4, 6, 4), "100.00", 4),
        ({}, graded(4, 6, 3), "100.00", 3),
        ({}, graded(4, 5, 5), "100.00", 3),
        ({}, graded(4, 4, 6), "100.00", 2),
        ({}, graded(3, 5, 3), "100.00", 3),
        ({}, graded(3, 5, 2), "100.00", 2),
        ({"Q4": ["A"], "Q5": "A"}, graded(4, 10, 6), "80.00", 4),
        ({"Q4": ["A"], "Q5": "A", "Q6": ["B", "C", "D"]}, graded(4, 10, 6), "78.75", 3),
    ],
)
def test_the_highest_level_that_is_reached_counts(lowered, scenes, score, level):
    zero = dict.fromkeys(SCENES, 0)
    result = assess(MIIT, best(**(zero | scenes | lowered)))
    assert (result["score"], result["level"]) == (score, level)


def test_a_score_that_only_rounds_up_to_the_bound_does_not_reach_it():
    strict = copy.deepcopy(MIIT)
    strict["questions"][0]["max"] = "7.995"
    answers = sheet(**graded(1, 10, 6), Q1=[*"BCDE"], Q2="E", Q3="E")
    assert assess(strict, answers)["score"] == "20.00"
    assert assess(strict, answers)["level"] == 0
    assert assess(MIIT, answers)["level"] == 1


def test_thresholds_come_from_the_instrument():
    easy = copy.deepcopy(MIIT)
    easy["levels"] = [
        {"level": 1, "min_score": 0, "min_scenes": 0, "min_constrained": 0}
    ]
    assert assess(easy, sheet())["level"] == 1


@pytest.mark.parametrize("answers", [None, "Q1", 3, [], [sheet()]])
def test_a_sheet_is_an_object(answers):
    assert [fault[:25] for fault in faults(answers)] == ["answers must be an object"]


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"Q2": ["A"]}, 'Q2: must be one option key, not ["A"]'),
        ({"Q2": None}, "Q2: must be one option key, not null"),
        ({"Q2": "F"}, 'Q2: there is no option "F"'),
        ({"Q2": "a"}, 'Q2: there is no option "a"'),
        ({"Q2": ""}, 'Q2: there is no option ""'),
        ({"Q1": "B"}, 'Q1: must be a list of at least one option key, not "B"'),
        ({"Q1": []}, "Q1: must be a list of at least one option key, not []"),
        (
            {"Q1": {"B": 1}},
            'Q1: must be a list of at least one option key, not {"B": 1}',
        ),
        ({"Q1": ["F"]}, 'Q1: there is no option "F"'),
        ({"Q1": [["B"]]}, 'Q1: there is no option ["B"]'),
        ({"Q1": ["B", "B", "B"]}, "Q1: option B is given twice"),
        ({"Q1": ["A", "A"]}, "Q1: option A is given twice"),
        ({"Q1": ["B", "A"]}, "Q1: option A (无, none) excludes every other"),
        ({"S01": 5}, "S01: must be 0, 1, 2, 3 or 4, not 5"),
        ({"S01": -1}, "S01: must be 0, 1, 2, 3 or 4, not -1"),
        ({"S01": True}, "S01: must be 0, 1, 2, 3 or 4, not true"),
        ({"S01": 2.0}, "S01: must be 0, 1, 2, 3 or 4, not 2.0"),
        ({"S01": "2"}, 'S01: must be 0, 1, 2, 3 or 4, not "2"'),
        ({"S01": None}, "S01: must be 0, 1, 2, 3 or 4, not null"),
        ({"Q16": "A"}, '"Q16": no such question or scene'),
        ({"S17": 0}, '"S17": no such question or scene'),
        ({"q1": ["A"]}, '"q1": no such question or scene'),
    ],
)
def test_an_answer_that_does_not_fit_is_named(answers, fault):
    assert faults(sheet(**answers)) == [fault]


@pytest.mark.parametrize("name", ["Q1", "Q2", "S16"])
def test_a_missing_answer_is_named(name):
    answers = sheet()
    del answers[name]
    assert faults(answers) == [f"{name}: missing"]


def test_all_faults_come_at_once():
    answers = sheet(Q1=["A", "B", "Z"], Q3="Z", S02=9, note="x")
    del answers["Q15"]
    assert faults(answers) == [
        "Q15: missing",
        'Q1: there is no option "Z"',
        "Q1: option A (无, none) excludes every other",
        'Q3: there is no option "Z"',
        "S02: must be 0, 1, 2, 3 or 4, not 9",
        '"note": no such question or scene',
    ]


def test_an_empty_sheet_misses_everything():
    assert faults({}) == [f"Q{no}: missing" for no in range(1, 16)] + [
        f"{name}: missing" for name in SCENES
    ]


def test_a_list_of_sheets_gives_a_list_of_results():
    assert assess_all(MIIT, [sheet(), best()]) == [
        assess(MIIT, sheet()),
        assess(MIIT, best()),
    ]
    assert assess_all(MIIT, []) == []
    assert assess_all(MIIT, best()) == assess(MIIT, best())


def test_one_bad_sheet_refuses_the_list_and_is_numbered():
    with pytest.raises(AnswersError) as refusal:
        assess_all(MIIT, [sheet(), sheet(S01=9), 7])
    assert list(refusal.value.errors) == [
        "sheet 2: S01: must be 0, 1, 2, 3 or 4, not 9",
        "sheet 3: answers must be an object, not 7",
    ]
