"""Half-open periods."""

from datetime import date

import pytest

from foundation.periods import Period

JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
FROM_MID_JANUARY = Period(date(2026, 1, 15))


@pytest.mark.parametrize(
    ("period", "day", "inside"),
    [
        (JANUARY, date(2025, 12, 31), False),
        (JANUARY, date(2026, 1, 1), True),
        (JANUARY, date(2026, 1, 31), True),
        (JANUARY, date(2026, 2, 1), False),
        (FROM_MID_JANUARY, date(2026, 1, 14), False),
        (FROM_MID_JANUARY, date(2999, 1, 1), True),
    ],
)
def test_the_first_day_counts_and_the_end_does_not(period, day, inside):
    assert period.contains(day) is inside


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (JANUARY, FEBRUARY, False),
        (JANUARY, JANUARY, True),
        (JANUARY, FROM_MID_JANUARY, True),
        (FEBRUARY, FROM_MID_JANUARY, True),
        (FROM_MID_JANUARY, Period(date(2030, 1, 1)), True),
        (Period(date(2025, 1, 1), date(2026, 1, 15)), FROM_MID_JANUARY, False),
    ],
)
def test_neighbours_do_not_overlap(one, other, common):
    assert (one.overlaps(other), other.overlaps(one)) == (common, common)


def test_a_year_runs_to_the_next_new_year():
    assert Period.year(2026) == Period(date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2025, 12, 31)])
def test_a_period_without_a_day_is_refused(end):
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2026, 1, 1), end)


@pytest.mark.parametrize(
    ("period", "text"),
    [(JANUARY, "[2026-01-01, 2026-02-01)"), (FROM_MID_JANUARY, "[2026-01-15, …)")],
)
def test_a_period_is_written_half_open(period, text):
    assert str(period) == text
