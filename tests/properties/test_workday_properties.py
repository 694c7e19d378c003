"""Adding and counting working days undo each other."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.periods import Period
from foundation.workdays import WorkCalendar, shipped

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
STEPS = st.integers(-300, 300)


@st.composite
def calendars(draw):
    """The shipped calendar or one with any days off and make-up days."""
    off = draw(st.frozensets(DAYS, max_size=60))
    work = draw(st.frozensets(DAYS, max_size=20)) - off
    years = draw(st.frozensets(st.integers(2024, 2028)))
    return draw(st.sampled_from([shipped(), WorkCalendar(off, work, years)]))


@given(calendars(), DAYS, STEPS.filter(bool))
def test_the_nth_working_day_is_one_and_lies_n_away(calendar, day, n):
    end = calendar.add(day, n)
    assert calendar.is_workday(end)
    # Going back, the day itself counts if it is a working day.
    extra = int(n < 0 and calendar.is_workday(day)) - int(n < 0)
    assert calendar.between(day, end) == n - extra


@given(calendars(), DAYS, DAYS)
def test_counting_there_and_back_cancels(calendar, a, b):
    assert calendar.between(a, b) == -calendar.between(b, a)


@given(calendars(), DAYS, DAYS, DAYS)
def test_counts_of_neighbouring_spans_add_up(calendar, a, b, c):
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@given(calendars(), DAYS, st.integers(0, 300))
def test_going_back_from_a_working_day_returns_to_it(calendar, day, n):
    start = calendar.add(day, 1)
    assert calendar.add(calendar.add(start, n), -n) == start


@given(calendars(), DAYS, st.integers(0, 200), st.integers(0, 200))
def test_steps_of_one_direction_add_up(calendar, day, n, m):
    assert calendar.add(calendar.add(day, n), m) == calendar.add(day, n + m)


@given(calendars(), DAYS, st.integers(0, 60))
def test_counting_is_asking_day_by_day(calendar, a, length):
    b = a + timedelta(days=length)
    days = [a + timedelta(days=n) for n in range(1, length + 1)]
    assert calendar.between(a, b) == [*map(calendar.is_workday, days)].count(True)


@st.composite
def periods(draw):
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 400))
    return Period(start, length and start + timedelta(days=length))


@given(periods(), periods())
def test_periods_overlap_when_a_day_lies_in_both(one, other):
    later = max(one.start, other.start)
    assert one.overlaps(other) is (one.contains(later) and other.contains(later))
