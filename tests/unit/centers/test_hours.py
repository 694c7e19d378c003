"""Weekly hours that make sense."""

from datetime import time

from centers.hours import WeeklyHours, backwards, overlapping


def hours(opens: int, closes: int, weekday: int = 0) -> WeeklyHours:
    return WeeklyHours(weekday, time(opens), time(closes), 1)


def test_hours_that_end_before_or_when_they_begin_are_named():
    rows = [hours(9, 11), hours(11, 9), hours(9, 9)]
    assert backwards(rows) == rows[1:]


def test_touching_hours_and_other_days_do_not_overlap():
    assert list(overlapping([hours(9, 11), hours(11, 12), hours(9, 11, 1)])) == []


def test_every_overlapping_pair_is_named():
    a, b, c = hours(9, 12), hours(11, 13), hours(8, 14)
    assert list(overlapping([a, b, c])) == [(a, b), (a, c), (b, c)]
