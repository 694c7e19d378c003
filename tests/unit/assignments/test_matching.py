"""The matching: hard rules first, then published points."""

from datetime import date

import pytest

from assignments import matching
from assignments.matching import Candidate, obstacle
from assignments.weights import weights_on
from assignments.words import PART_WORDS, RULE_WORDS, part_words, rule_words

WEIGHTS = weights_on(date(2026, 6, 1))
FINE = {"in_district": True, "in_sector": True, "quota": 10, "load": 0, "free": (7,)}


def match(candidates):
    return matching.match(candidates, WEIGHTS)


def points(one):
    return matching.points(one, WEIGHTS)


def candidate(provider=1, **facts):
    return Candidate(provider=provider, **{**FINE, **facts})


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"in_district": False}, matching.NOT_IN_DISTRICT),
        ({"in_sector": False}, matching.NOT_IN_SECTOR),
        ({"suspended": True}, matching.SUSPENDED),
        ({"conflict": True}, matching.CONFLICT),
        ({"declined": True}, matching.DECLINED),
        ({"load": 10}, matching.NO_QUOTA),
        ({"free": ()}, matching.NOBODY_FREE),
        ({}, ""),
    ],
)
def test_each_hard_rule_removes(facts, rule):
    assert obstacle(candidate(**facts)) == rule


def test_the_wish_outweighs_grade_and_people_but_not_a_full_quota():
    wished = candidate(1, wished=True)
    graded = candidate(2, grade="A", free=(1, 2, 3, 4))
    assert match([graded, wished]).best.provider == 1
    full = candidate(1, wished=True, load=10)
    assert match([graded, full]).best.provider == 2


def test_ties_go_to_the_smaller_load_then_to_the_earlier_key():
    assert match([candidate(5), candidate(3)]).best.provider == 3


def test_nobody_left_means_no_best_and_every_reason():
    outcome = match([candidate(1, free=()), candidate(2, conflict=True)])
    assert outcome.best is None
    assert outcome.removed == ((1, "nobody_free"), (2, "conflict"))


def test_the_next_three_are_shown_and_the_parts_add_up():
    outcome = match([candidate(n, load=n) for n in range(1, 8)])
    assert [other.provider for other in outcome.others] == [2, 3, 4]
    assert outcome.best.score == sum(outcome.best.parts.values())


def test_points_are_bounded_and_the_load_counts_against():
    best = points(
        candidate(
            wished=True, grade="A", free=tuple(range(9)), experience=7, minutes=0,
            pool_load=50, pool_quota=100,
        )
    )  # fmt: skip
    assert sum(best.values()) == 100
    loads = [points(candidate(load=load))["load"] for load in range(10)]
    assert loads == sorted(loads, reverse=True)


def test_every_rule_and_part_has_its_words():
    assert all(rule_words(rule) for rule in RULE_WORDS)
    assert len(part_words(dict.fromkeys(PART_WORDS, 1))) == 7
    assert part_words({"wish": 0}) == []
