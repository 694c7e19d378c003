"""Points, places and what is missing: against plain arithmetic."""

from decimal import Decimal

import pytest

from admissions.rules import faults_of_criteria, mean_of, missing, places, points_of

CRITERIA = [{"id": "a", "weight": 70}, {"id": "b", "weight": 30}]


def test_points_are_the_weighted_mean_with_two_digits():
    assert points_of(CRITERIA, {"a": 80, "b": 55}) == Decimal("72.50")
    assert points_of(CRITERIA, {"a": 100, "b": 100}) == Decimal("100.00")
    assert points_of(CRITERIA, {"a": 0, "b": 0}) == Decimal("0.00")


@pytest.mark.parametrize("scores", [{"a": 80}, {"a": 80, "b": 101}, {"a": -1, "b": 5}])
def test_a_criterion_without_points_from_0_to_100_is_refused(scores):
    with pytest.raises(ValueError, match=r"^[ab]$"):
        points_of(CRITERIA, scores)


def test_the_mean_is_rounded_half_up():
    assert mean_of([Decimal("80.01"), Decimal("80.02")]) == Decimal("80.02")
    with pytest.raises(ValueError, match="no sheet"):
        mean_of([])


def test_equal_scores_share_a_place():
    found = places({1: Decimal(90), 2: Decimal(80), 3: Decimal(90), 4: Decimal(70)})
    assert found == {1: 1, 3: 1, 2: 3, 4: 4}


def test_weights_add_up_to_a_hundred():
    assert faults_of_criteria(CRITERIA) == []
    assert faults_of_criteria([]) == ["none"]
    assert faults_of_criteria(CRITERIA[:1]) == ["weights"]


def test_what_is_missing_is_named_in_the_order_in_which_it_is_asked():
    found = missing(
        items=["licence", "tax"],
        have=frozenset({"tax"}),
        facts={"team": [], "price": 1},
    )
    assert found == ["team", "licence"]
