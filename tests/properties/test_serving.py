"""Whether a person can serve, against rules asked naively."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.availability import Offer
from bookings.serving import (
    Ask,
    Obstacle,
    Roads,
    Visit,
    Worker,
    monday_of,
    obstacles,
    road_fits,
)
from bookings.weekly import within_limits

DAYS = [date(2026, 2, 23) + timedelta(days=n) for n in range(14)]  # with a make-up day
HALVES = ["am", "pm"]
HOURS = {"am": (9 * 60, 11 * 60 + 30), "pm": (13 * 60 + 30, 16 * 60 + 30)}
DISTRICTS = [1, 2, 3]

days = st.sampled_from(DAYS)
halves = st.sampled_from(HALVES)
districts = st.sampled_from(DISTRICTS)
asks = st.builds(Ask, days, halves, districts, st.sampled_from([None, 1, 2]))
roads = st.builds(
    Roads,
    st.dictionaries(
        st.tuples(districts, districts), st.integers(0, 240), max_size=len(DISTRICTS)
    ),
    st.just(120),
)


@st.composite
def workers(draw):
    """A person with visits on distinct half-days."""
    places = draw(st.lists(st.tuples(days, halves), unique=True, max_size=6))
    leave = sorted(draw(st.tuples(days, days)))
    return Worker(
        key=1,
        weekdays=draw(st.sampled_from(["01234", "024", "4", ""])),
        away=draw(st.sampled_from([(), (tuple(leave),)])),
        districts=frozenset(draw(st.sets(districts))),
        per_week=draw(st.sampled_from([None, 1, 2, 3])),
        is_active=draw(st.sampled_from([True, True, False])),
        visits=[
            Visit(on, half, draw(districts), booking)
            for booking, (on, half) in enumerate(places, 1)
        ],
    )


def drive(known, start, end):
    """Minutes from one to the other, asked naively."""
    if (start, end) in known:
        return known[start, end]
    return known.get((end, start), 0)


def arrives(known, ask, visit):
    """Drive the day minute by minute: is the person there when the next begins?"""
    first, second = sorted(
        [(ask.half, ask.district), (visit.half, visit.district)],
        key=lambda stop: HOURS[stop[0]],
    )
    leaves_at = HOURS[first[0]][1]
    return leaves_at + drive(known, first[1], second[1]) <= HOURS[second[0]][0]


@given(ask=asks, half=halves, district=districts, known=roads)
def test_the_road_fits_where_one_arrives_before_the_afternoon_begins(
    ask, half, district, known
):
    if half != ask.half:
        visit = Visit(ask.on, half, district, 9)
        assert road_fits(known, ask, visit) == arrives(known.minutes, ask, visit)


@given(ask=asks, half=halves, district=districts, known=roads)
def test_the_road_is_the_same_question_from_either_visit(ask, half, district, known):
    if half != ask.half:
        there = road_fits(known, ask, Visit(ask.on, half, district, 9))
        back = road_fits(
            known,
            Ask(ask.on, half, district),
            Visit(ask.on, ask.half, ask.district, 8),
        )
        assert there == back


def naive(worker, ask, known):  # noqa: C901 - asked naively, on purpose
    """The reasons, each by looking at every visit."""
    found = set()
    week = ask.on.isocalendar()[:2]
    same_week = 0
    for visit in worker.visits:
        if visit.booking == ask.booking:
            continue
        same_week += visit.on.isocalendar()[:2] == week
        if visit.on == ask.on and visit.half == ask.half:
            found.add(Obstacle.TAKEN)
        elif visit.on == ask.on and not arrives(known.minutes, ask, visit):
            found.add(Obstacle.ROAD)
    if worker.per_week is not None and same_week + 1 > worker.per_week:
        found.add(Obstacle.WEEK_FULL)
    weekday = "4" if ask.on.isoweekday() > 5 else str(ask.on.isoweekday() - 1)
    if weekday not in worker.weekdays:
        found.add(Obstacle.WEEKDAY)
    for first, last in worker.away:
        if first <= ask.on and not ask.on > last:
            found.add(Obstacle.LEAVE)
    if worker.districts and not worker.districts & {ask.district}:
        found.add(Obstacle.DISTRICT)
    if not worker.is_active:
        found.add(Obstacle.INACTIVE)
    return found


@given(worker=workers(), ask=asks, known=roads)
def test_every_reason_is_found_and_no_other(worker, ask, known):
    assert set(obstacles(worker, ask, known)) == naive(worker, ask, known)


@given(worker=workers(), ask=asks, known=roads)
def test_another_visit_never_makes_a_person_freer(worker, ask, known):
    before = set(obstacles(worker, ask, known))
    worker.visits.append(Visit(ask.on, "pm", 2, 77))
    assert before <= set(obstacles(worker, ask, known))


MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@st.composite
def weeks(draw):
    """Two weeks of starts, who could serve each, limits, and what is booked."""
    offers, taken = [], {}
    for n in draw(st.sets(st.integers(0, 19), min_size=1)):
        starts = MONDAY + timedelta(days=n % 5 + 7 * (n // 10), hours=4 * (n // 5 % 2))
        able = draw(st.lists(st.integers(1, 4), unique=True))
        capacity = draw(st.integers(0, len(able)))
        offers.append(Offer(starts, starts, capacity, tuple(able)))
        taken[starts] = draw(st.integers(0, capacity))
    mondays = [MONDAY.date(), MONDAY.date() + timedelta(days=7)]
    limited = draw(st.sets(st.integers(1, 4)))
    left = {(who, day): draw(st.integers(-1, 4)) for who in limited for day in mondays}
    return sorted(offers, key=lambda offer: offer.starts), left, taken


@given(case=weeks())
def test_no_week_offers_more_than_people_may_serve_and_what_is_booked(case):
    offers, left, taken = case
    found = within_limits(offers, left, taken)
    assert [row.starts for row in found] == [row.starts for row in offers]
    for old, new in zip(offers, found, strict=True):
        monday = monday_of(new.starts.date())
        assert 0 <= new.capacity <= old.capacity
        assert all(
            left.get((p, monday_of(new.starts.date())), 1) > 0 for p in new.people
        )
    for monday in {monday_of(row.starts.date()) for row in found}:
        week = [row for row in found if monday_of(row.starts.date()) == monday]
        served = {who for row in week for who in row.people}
        times = {who: sum(who in row.people for row in week) for who in served}
        most = sum(min(n, left.get((who, monday), n)) for who, n in times.items())
        offered = sum(row.capacity for row in week)
        assert offered <= max(most, sum(taken[row.starts] for row in week))


@given(case=weeks())
def test_without_limits_every_place_stays(case):
    offers, _left, taken = case
    assert within_limits(offers, {}, taken) == offers
