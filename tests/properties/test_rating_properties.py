"""Provider scores are bounded, monotone, and explained by their parts."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import assume, given
from hypothesis import strategies as st

from ratings.formula import job_rating, provider_score, ratio_percent, sheet_total

PERCENT = st.decimals(0, 100, places=2)
GRADES = [["A", "90"], ["B", "80"], ["C", "60"], ["D", "0"]]


@st.composite
def cases(draw):
    weights = draw(st.lists(st.integers(1, 50), min_size=1, max_size=10))
    names = [f"O{at}" for at in range(len(weights))]
    indicators = [
        {"id": name, "weight": weight}
        for name, weight in zip(names, weights, strict=True)
    ]
    figures = {name: draw(st.none() | PERCENT) for name in names}
    return {"indicators": indicators, "min_accepted": 5, "grades": GRADES}, figures


@given(cases())
def test_a_score_lies_between_its_figures_and_its_points_add_up(case):
    scheme, figures = case
    present = [value for value in figures.values() if value is not None]
    result = provider_score(scheme, figures, accepted=5)
    assert (result.score is None) is (present == [])
    assume(present)
    assert min(present) <= result.score <= max(present)
    points = [part.points for part in result.parts if part.points is not None]
    assert (sum(points), len(points)) == (result.score, len(present))


@given(cases())
def test_the_score_is_the_exact_mean_rounded_once(case):
    scheme, figures = case
    rows = [row for row in scheme["indicators"] if figures[row["id"]] is not None]
    assume(rows)
    exact = Fraction(
        sum(row["weight"] * Fraction(figures[row["id"]]) for row in rows)
    ) / sum(row["weight"] for row in rows)
    score = provider_score(scheme, figures, accepted=5).score
    assert score * 100 == floor(exact * 100 + Fraction(1, 2))


@given(cases(), st.data())
def test_a_better_figure_never_lowers_score_or_grade(case, data):
    scheme, figures = case
    known = sorted(name for name, value in figures.items() if value is not None)
    assume(known)
    name = data.draw(st.sampled_from(known))
    better = figures | {name: data.draw(st.decimals(figures[name], 100, places=2))}
    before = provider_score(scheme, figures, accepted=5)
    after = provider_score(scheme, better, accepted=5)
    assert after.score >= before.score
    assert after.grade <= before.grade


@given(cases(), st.integers(0, 4), st.booleans())
def test_too_few_cases_are_never_rated(case, accepted, veto):
    scheme, figures = case
    assert provider_score(scheme, figures, accepted=accepted, veto=veto).grade is None


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_part_and_the_rest_are_the_whole(part, rest):
    assume(part + rest)
    one, other = ratio_percent(part, part + rest), ratio_percent(rest, part + rest)
    assert one + other in {Decimal("100.00"), Decimal("100.01")}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.data())
def test_a_sheet_and_a_job_lie_between_their_marks(weights, data):
    factors = [{"id": str(at), "weight": one} for at, one in enumerate(weights)]
    marks = {row["id"]: data.draw(st.integers(0, 100)) for row in factors}
    total = sheet_total(factors, marks)
    assert min(marks.values()) <= total <= max(marks.values())
    other = data.draw(PERCENT)
    assert min(total, other) <= job_rating([total, other]) <= max(total, other)
