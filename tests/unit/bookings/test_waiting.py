"""Waiting time as a band, and when it grows too long."""

from datetime import date, timedelta

import pytest

from bookings.queues import queues
from bookings.waiting import Wait, wait, weekly, weeks_until_long
from tests.factories.cases import taken_case

TODAY = date(2026, 3, 4)  # a Wednesday


def test_only_whole_weeks_before_this_one_count():
    monday = date(2026, 3, 2)
    days = [monday, TODAY, monday - timedelta(days=1), monday - timedelta(days=7)]
    assert weekly(days, TODAY, weeks=3) == [0, 0, 2]
    assert weekly([monday - timedelta(days=8)], TODAY, weeks=3) == [0, 1, 0]
    assert weekly([monday - timedelta(days=22)], TODAY, weeks=3) == [0, 0, 0]


def test_a_queue_of_ten_at_five_a_week_waits_two_weeks():
    assert wait(10, [5] * 8) == Wait(10, 14, 14, 14)


def test_uneven_weeks_make_a_band():
    found = wait(12, [2, 4, 6, 8])
    assert found is not None
    assert found.shortest < found.middle < found.longest


def test_twenty_percent_more_capacity_shortens_it():
    assert wait(12, [6] * 8, more_capacity=0.2) == Wait(12, 12, 12, 12)


def test_where_nothing_was_done_nothing_is_promised():
    assert wait(3, [0] * 8) is None


@pytest.mark.parametrize(
    ("queue", "rates", "arrivals", "weeks"),
    [
        (0, [0] * 4, [0] * 4, None),
        (3, [0] * 4, [0] * 4, 0),
        (50, [7] * 4, [7] * 4, 0),
        (10, [7] * 4, [7] * 4, None),
        (10, [7] * 4, [9] * 4, 10),
    ],
)
def test_the_weeks_until_the_wait_passes_thirty_days(queue, rates, arrivals, weeks):
    assert weeks_until_long(queue, rates, arrivals) == weeks


def test_the_queue_of_a_center_is_its_cases_before_the_visit(
    cast, django_assert_num_queries
):
    held = date(2026, 2, 24)
    taken_case(cast, cast.provider, TODAY)
    done = taken_case(cast, cast.provider, held)
    type(done).objects.filter(pk=done.pk).update(stage="closed")
    keys = [cast.center.pk, cast.other_center.pk]
    with django_assert_num_queries(3):
        found = queues(keys, today=TODAY)
    assert (found[cast.center.pk].length, found[cast.other_center.pk].length) == (1, 0)
    assert found[cast.center.pk].visits[-1] == 1
    assert found[cast.other_center.pk].wait() is None
