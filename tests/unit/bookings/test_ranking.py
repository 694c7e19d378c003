"""The order of a waiting list, as published; how long an offer stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.ranking import Facts, answer_until, lines_of, order_key, rank
from bookings.waiting_rules import rule_on, shipped
from foundation import workdays
from foundation.clock import CITY_TIME

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 09:00 in the city
RULE = rule_on(NOW.date())
facts = st.builds(
    Facts,
    key=st.integers(1, 10**6),
    joined_at=st.datetimes(NOW.replace(tzinfo=None), timezones=st.just(UTC)),
    on_list=st.booleans(),
    above_designated=st.booleans(),
    waited_days=st.integers(0, 400),
    absences=st.integers(0, 3),
    lost_to_closing=st.booleans(),
)


def total(entry):
    return sum(line.points for line in lines_of(entry, RULE))


@given(st.lists(facts, unique_by=lambda entry: entry.key), st.randoms())
def test_the_order_is_total_whatever_order_the_entries_come_in(entries, chance):
    first = rank(entries, RULE)
    chance.shuffle(entries)
    assert rank(entries, RULE) == first
    assert [place.number for place in first] == list(range(1, len(entries) + 1))
    assert all(
        order_key(a.facts, RULE) < order_key(b.facts, RULE) for a, b in pairwise(first)
    )


@given(facts)
def test_nothing_that_speaks_for_a_firm_moves_it_back(entry):
    for better in (
        {"on_list": True}, {"above_designated": True}, {"absences": 0},
        {"waited_days": entry.waited_days + 1}, {"lost_to_closing": True},
        {"joined_at": entry.joined_at - timedelta(days=1)},
    ):  # fmt: skip
        assert order_key(replace(entry, **better), RULE) <= order_key(entry, RULE)


def test_a_time_lost_to_the_centers_own_closing_comes_before_any_points():
    plain = Facts(key=1, joined_at=NOW, on_list=True, waited_days=300)
    lost = Facts(key=2, joined_at=NOW, lost_to_closing=True, absences=2)
    assert [place.facts.key for place in rank([plain, lost], RULE)] == [2, 1]


def test_equal_points_go_by_who_joined_first():
    rows = [Facts(key=1, joined_at=NOW), Facts(2, NOW - timedelta(seconds=1))]
    assert [place.facts.key for place in rank(rows, RULE)] == [2, 1]


def test_the_points_are_those_of_the_published_rule():
    entry = Facts(1, NOW, on_list=True, above_designated=True, waited_days=7)
    assert [line.points for line in lines_of(entry, RULE)] == [30, 10, 5, 7]
    assert total(replace(entry, absences=1)) == 47
    assert shipped()[0] == RULE


# --- How long an offer stands ----------------------------------------------------


def until(at, cutoff):
    return answer_until(at, cutoff, RULE, workdays.shipped(), CITY_TIME)


def test_an_offer_stands_four_working_hours():
    far = NOW + timedelta(days=30)
    assert until(NOW, far) == NOW + timedelta(hours=4)
    friday_at_four = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
    monday_at_noon = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
    assert until(friday_at_four, far) == monday_at_noon


def test_it_leaves_half_of_the_time_to_the_next_in_line():
    assert until(NOW, NOW + timedelta(hours=2)) == NOW + timedelta(hours=1)


def test_what_is_too_near_is_offered_to_nobody():
    assert until(NOW, NOW + timedelta(minutes=59)) is None
    assert until(NOW, NOW - timedelta(hours=1)) is None


@given(st.timedeltas(timedelta(0), timedelta(days=40)), st.integers(0, 10**6))
def test_it_ends_before_the_cut_off_and_never_outside_the_day(ahead, minutes):
    at = NOW + timedelta(minutes=minutes % 20000)
    end = until(at, at + ahead)
    assert end is None or at + timedelta(minutes=30) <= end <= at + ahead / 2
