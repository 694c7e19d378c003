"""Score sheets, job ratings and a provider's evaluation."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from foundation.json_files import InputError
from ratings.formula import (
    Part,
    ProviderScore,
    job_rating,
    mean,
    provider_score,
    ratio_percent,
    sheet_total,
)

ROOT = Path(__file__).parents[3]
SCHEME, *_LATER = json.loads(
    (ROOT / "ratings/data/schemes.json").read_text(encoding="utf-8")
)
FACTORS = SCHEME["factors"]


def figures(**values):
    found = {
        "O1": Decimal("100.00"),
        "O2": Decimal("90.00"),
        "O3": Decimal("83.88"),
        "O4": Decimal("66.67"),
        "S1": Decimal("92.50"),
    }
    return found | values


def same(value):
    return dict.fromkeys(figures(), value and Decimal(value))


def test_a_score_is_the_weighted_mean_rescaled_to_a_hundred():
    # (1000 + 900 + 1677.6 + 333.35 + 925) / 55 = 87.926...
    assert provider_score(SCHEME, figures(), accepted=12) == ProviderScore(
        score=Decimal("87.93"),
        grade="B",
        reason="",
        provisional=False,
        accepted=12,
        parts=(
            Part("O1", Decimal(10), Decimal("100.00"), Decimal("18.18")),
            Part("O2", Decimal(10), Decimal("90.00"), Decimal("16.37")),
            Part("O3", Decimal(20), Decimal("83.88"), Decimal("30.50")),
            Part("O4", Decimal(5), Decimal("66.67"), Decimal("6.06")),
            Part("S1", Decimal(10), Decimal("92.50"), Decimal("16.82")),
        ),
    )


def test_the_points_add_up_to_the_score():
    result = provider_score(SCHEME, figures(), accepted=12)
    assert sum(part.points for part in result.parts) == result.score


def test_data_not_due_are_left_out_and_the_rest_is_rescaled():
    # (1000 + 900 + 1677.6 + 925) / 50 = 90.052
    result = provider_score(SCHEME, figures(O4=None), accepted=5)
    assert (result.score, result.grade, result.provisional) == (
        Decimal("90.05"),
        "A",
        True,
    )
    assert result.parts[3] == Part("O4", Decimal(5), None, None)


def test_without_any_figure_there_is_no_score_and_no_grade():
    result = provider_score(SCHEME, same(None), accepted=5)
    assert (result.score, result.grade, result.reason) == (None, None, "no figures yet")
    assert [part.points for part in result.parts] == [None] * 5


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        ("100", "A"),
        ("90", "A"),
        ("89.99", "B"),
        ("80", "B"),
        ("79.99", "C"),
        ("60", "C"),
        ("59.99", "D"),
        ("0", "D"),
    ],
)
def test_grades_begin_at_their_bounds(value, grade):
    assert provider_score(SCHEME, same(value), accepted=5).grade == grade


def test_the_published_score_decides_the_grade():
    # 89.995 exactly: people see 90.00, and 90.00 is an A.
    scheme = SCHEME | {
        "indicators": [{"id": "O1", "weight": 1}, {"id": "O2", "weight": 1}]
    }
    values = {"O1": Decimal("90.00"), "O2": Decimal("89.99")}
    result = provider_score(scheme, values, accepted=5)
    assert (result.score, result.grade) == (Decimal("90.00"), "A")


@pytest.mark.parametrize(
    ("accepted", "veto", "grade", "reason"),
    [
        (5, False, "A", ""),
        (4, False, None, "too few accepted diagnoses"),
        (0, True, None, "too few accepted diagnoses"),
        (5, True, "D", "vetoed"),
    ],
)
def test_too_few_cases_are_not_rated_and_a_veto_is_a_d(accepted, veto, grade, reason):
    result = provider_score(SCHEME, same("95"), accepted=accepted, veto=veto)
    assert (result.grade, result.reason, result.score) == (
        grade,
        reason,
        Decimal("95.00"),
    )


def test_weights_may_be_decimal_strings():
    scheme = SCHEME | {
        "indicators": [{"id": "O1", "weight": "0.1"}, {"id": "O2", "weight": "0.2"}]
    }
    values = {"O1": Decimal(30), "O2": Decimal(60)}
    result = provider_score(scheme, values, accepted=5)
    assert (result.score, [part.points for part in result.parts]) == (
        Decimal("50.00"),
        [Decimal("10.00"), Decimal("40.00")],
    )


def test_figures_that_do_not_fit_are_all_named():
    values = figures(O1=Decimal("100.01"), O2=Decimal("-1"), X9=None)
    del values["S1"]
    with pytest.raises(InputError) as refusal:
        provider_score(SCHEME, values, accepted=5)
    assert list(refusal.value.errors) == [
        "S1: missing",
        "X9: unknown",
        "O1: 100.01 does not lie between 0 and 100",
        "O2: -1 does not lie between 0 and 100",
    ]


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (2, 3, Decimal("66.67")),
        (1, 3, Decimal("33.33")),
        (1, 800, Decimal("0.13")),
        (0, 7, Decimal("0.00")),
        (7, 7, Decimal("100.00")),
        (0, 0, None),
    ],
)
def test_a_share_in_per_cent_has_two_places(part, whole, percent):
    assert ratio_percent(part, whole) == percent


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 1), (1, 0)])
def test_what_is_no_part_of_the_whole_is_refused(part, whole):
    with pytest.raises(ValueError, match=f"{part} is not a part of {whole}"):
        ratio_percent(part, whole)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([Decimal("92.5")], Decimal("92.50")),
        ([Decimal(1), Decimal(1), Decimal(0)], Decimal("0.67")),
    ],
)
def test_the_mean_of_nothing_is_nothing(values, expected):
    assert mean(values) == expected


def test_a_sheet_weighs_its_five_factors():
    scores = {"evidence": 80, "depth": 70, "feasibility": 90, "fit": 85, "clarity": 99}
    # 20 + 17.5 + 22.5 + 12.75 + 9.9
    assert sheet_total(FACTORS, scores) == Decimal("82.65")


def test_every_fault_of_a_sheet_is_named():
    scores = {
        "evidence": 101,
        "depth": -1,
        "feasibility": True,
        "fit": "80",
        "style": 1,
    }
    with pytest.raises(InputError) as refusal:
        sheet_total(FACTORS, scores)
    assert list(refusal.value.errors) == [
        "clarity: missing",
        "style: unknown",
        "evidence: must be a whole number from 0 to 100, not 101",
        "depth: must be a whole number from 0 to 100, not -1",
        "feasibility: must be a whole number from 0 to 100, not true",
        'fit: must be a whole number from 0 to 100, not "80"',
    ]


@pytest.mark.parametrize(
    ("totals", "rating"),
    [
        (["83.25", "84.50"], "83.88"),
        (["60.00", "60.01"], "60.01"),
        (["70.00"], "70.00"),
        (["100.00", "100.00", "100.00"], "100.00"),
    ],
)
def test_a_job_rating_is_the_mean_of_its_sheets(totals, rating):
    assert str(job_rating([Decimal(total) for total in totals])) == rating


def test_a_job_without_sheets_has_no_rating():
    with pytest.raises(ValueError, match="at least one score sheet"):
        job_rating([])


def test_the_shipped_scheme_is_complete_in_both_languages():
    rows = [SCHEME, *SCHEME["indicators"], *SCHEME["factors"]]
    assert [row for row in rows if not (row["name_zh"] and row["name_en"])] == []
    assert [(row["id"], row["weight"]) for row in SCHEME["indicators"]] == [
        ("O1", 10),
        ("O2", 10),
        ("O3", 20),
        ("O4", 5),
        ("S1", 10),
    ]
    assert sum(factor["weight"] for factor in FACTORS) == 100
    assert [factor["name_zh"] for factor in FACTORS] == [
        "现场调研与证据",
        "问题诊断深度",
        "方案可行性",
        "行业针对性",
        "表达与规范",
    ]
