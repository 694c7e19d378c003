"""Evaluations are kept run by run; the standing follows only what was published."""

from datetime import date
from decimal import Decimal

import pytest

from providers.models import Standing
from ratings.evaluation import evaluate, score_of, settle_standing
from ratings.models import Evaluation, Scheme
from tests.factories.cases import accepted_case, moment

pytestmark = pytest.mark.django_db
AT = moment(date(2027, 1, 11))


def run(provider):
    return evaluate(provider=provider, year=2026, scheme=Scheme.objects.get(), at=AT)


def test_five_accepted_cases_give_a_score_and_a_grade(cast):
    for _n in range(5):
        accepted_case(cast, cast.provider, rating="92", satisfaction=88)
    made = run(cast.provider)
    assert (made.score, made.grade, made.accepted) == (Decimal("94.91"), "A", 5)
    assert made.unrated_reason == ""


def test_four_accepted_cases_are_not_rated(cast):
    for _n in range(4):
        accepted_case(cast, cast.provider)
    made = run(cast.provider)
    assert (made.grade, made.unrated_reason) == ("", "too few accepted diagnoses")


def test_a_second_run_is_the_one_in_force_and_the_first_is_kept(cast):
    for _n in range(5):
        accepted_case(cast, cast.provider)
    first, other, second = run(cast.provider), run(cast.other_provider), None
    accepted_case(cast, cast.provider, rating="10")
    second = run(cast.provider)
    assert (first.run, second.run) == (1, 2)
    assert set(Evaluation.objects.in_force(2026)) == {second, other}
    assert Evaluation.objects.count() == 3


def test_kept_figures_give_the_kept_score_again(cast):
    for n in range(7):
        accepted_case(cast, cast.provider, rating=f"{80 + n}.37", satisfaction=70 + n)
    made = run(cast.provider)
    made.refresh_from_db()
    again = score_of(made.scheme.body, made.figures)
    assert (again.score, again.grade) == (made.score, made.grade)
    points = [Decimal(part["points"]) for part in made.figures["parts"]]
    assert sum(points) == made.score


def test_evaluating_alone_does_not_change_a_providers_standing(cast):
    for _n in range(5):
        accepted_case(cast, cast.provider)
    made = run(cast.provider)
    assert Standing.objects.count() == 0
    settle_standing(made)
    standing = Standing.objects.get()
    assert (standing.grade, standing.score) == (made.grade, made.score)
