"""Upheld complaints take points off C1; a veto makes the year poor."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from complaints.choices import ComplaintState
from complaints.models import Complaint
from foundation.json_files import read_json
from ratings.compliance import compliance, deductions, is_vetoed, with_compliance
from ratings.evaluation import evaluate, score_of
from ratings.figures import figures_by_provider, figures_of
from ratings.models import Correction, Scheme
from subsidies.settlement import input_row
from tests.factories.cases import accepted_case, moment

ROOT = Path(__file__).parent.parent.parent.parent
WITHOUT, WITH = read_json(ROOT / "ratings/data/schemes.json")[:2]
ABOUT = next(row for row in WITH["indicators"] if row["id"] == "C1")
AT = moment(date(2027, 1, 11))


@pytest.mark.parametrize(
    ("upheld", "late", "value"),
    [(0, 0, "100"), (1, 0, "70"), (3, 0, "10"), (4, 0, "0"), (9, 0, "0"),
     (0, 1, "80"), (1, 2, "30"), (2, 3, "0")],
)  # fmt: skip
def test_each_complaint_and_late_cancellation_takes_its_points_off_down_to_none(
    upheld, late, value
):
    figures = {"complaints": [{}] * upheld, "late": [{}] * late}
    assert compliance(ABOUT, deductions(ABOUT, figures)) == Decimal(value)


def test_a_scheme_says_itself_what_costs_how_much():
    dearer = {"starts": 6, "minus": {"upheld_complaint": 4}}
    taken = deductions(dearer, {"complaints": [{}], "late": [{}]})
    assert compliance(dearer, taken) == Decimal("33.33")


def test_a_scheme_without_c1_leaves_the_values_as_they_are():
    values = {"O1": Decimal(80)}
    assert with_compliance(WITHOUT, values, {"complaints": [{"veto": ""}]}) == values


def test_a_c1_set_by_a_decision_stays():
    values = {"C1": Decimal(100)}
    assert with_compliance(WITH, values, {"complaints": [{"veto": ""}]}) == values


def test_figures_kept_before_there_were_complaints_know_no_veto():
    assert not is_vetoed({})


@pytest.fixture
def scheme(db):
    return Scheme.objects.create(
        slug="with-c1", name_zh="细则", valid_from=date(2026, 1, 1), body=WITH
    )


def complaint(case, by, *, decided, state=ComplaintState.UPHELD, veto=""):
    return Complaint.objects.create(
        number=uuid4().hex[:20], booking=case, company=case.company,
        provider=case.provider, center=case.center, topic="quality", text="报告抄袭",
        filed_by=by, filed_at=decided - timedelta(days=9), state=state, veto=veto,
        decided_at=decided,
    )  # fmt: skip


def five(cast):
    return [accepted_case(cast, cast.provider, rating="90") for _n in range(5)]


def run(cast, scheme):
    return evaluate(provider=cast.provider, year=2026, scheme=scheme, at=AT)


def test_one_upheld_complaint_lowers_the_score_and_is_kept_with_the_evaluation(
    cast, scheme
):
    cases = five(cast)
    before = run(cast, scheme)
    row = complaint(cases[0], cast.firm, decided=moment(date(2026, 6, 1)))
    after = run(cast, scheme)
    parts = {part["id"]: part for part in after.figures["parts"]}
    assert parts["C1"]["value"] == "70.00"
    assert after.figures["complaints"] == [
        {"number": row.number, "case": cases[0].number, "veto": ""}
    ]
    assert after.score < before.score
    after.refresh_from_db()
    again = score_of(scheme.body, after.figures)
    assert (again.score, again.grade) == (after.score, after.grade)


def test_only_complaints_upheld_in_the_year_count_wherever_their_case_stands(cast):
    case, other = five(cast)[:2]
    first, last = moment(date(2026, 1, 1), 0), moment(date(2027, 1, 1), 0)
    counted = complaint(case, cast.firm, decided=first)
    complaint(case, cast.firm, decided=first - timedelta(seconds=1))
    complaint(case, cast.firm, decided=last)
    complaint(other, cast.firm, decided=first, state=ComplaintState.REJECTED)
    figures = figures_of(cast.provider, 2026)
    assert [row["number"] for row in figures["complaints"]] == [counted.number]
    assert figures_by_provider(2026)[cast.provider.pk] == figures


def test_a_veto_makes_the_year_poor_and_the_rule_is_asked_with_it(cast, scheme):
    cases = five(cast)
    complaint(cases[0], cast.firm, decided=moment(date(2026, 6, 1)), veto="charging")
    made = run(cast, scheme)
    assert (made.grade, made.unrated_reason) == ("D", "vetoed")
    assert input_row(made)["veto"] is True


def test_a_corrected_c1_is_what_the_bureau_said(cast, scheme):
    cases = five(cast)
    complaint(cases[0], cast.firm, decided=moment(date(2026, 6, 1)))
    Correction.objects.create(
        year=2026, provider=cast.provider, indicator="C1", value=Decimal(100),
        reason="投诉与本服务商无关", at=AT, by=cast.officer,
    )  # fmt: skip
    parts = {part["id"]: part for part in run(cast, scheme).figures["parts"]}
    assert parts["C1"]["value"] == "100.00"
