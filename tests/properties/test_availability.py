"""The planner agrees, minute by minute, with an oracle that knows no set algebra."""

import os
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.availability import (
    Calendar,
    Hours,
    Kept,
    SlotFacts,
    Terms,
    is_bookable,
    offers,
)
from bookings.spans import meets, union
from bookings.team import Person
from foundation.workdays import WorkCalendar

CALENDARS = int(os.environ.get("RANDOM_CALENDARS", "500"))
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 4, 1)  # a Wednesday; two weeks from here
DAYS = [FIRST + timedelta(days=n) for n in range(14)]
DAY = st.sampled_from(DAYS)
QUARTERS = [time(h, m) for h in range(7, 19) for m in (0, 15, 30, 45)]


def at(day, hour):
    return datetime.combine(day, hour, tzinfo=ZONE)


@st.composite
def ranges(draw):
    first, last = sorted((draw(DAY), draw(DAY)))
    return first, last


HOURS = st.builds(
    lambda pair, capacity: Hours(min(pair), max(pair), capacity),
    st.tuples(st.sampled_from(QUARTERS), st.sampled_from(QUARTERS)),
    st.integers(0, 4),
)


@st.composite
def calendars(draw):
    off = draw(st.frozensets(DAY, max_size=4))
    weekend = [day for day in DAYS if day.weekday() >= 5]
    work = draw(st.frozensets(st.sampled_from(weekend), max_size=2))
    weekly = {weekday: tuple(draw(st.lists(HOURS, max_size=3))) for weekday in range(5)}
    extra = draw(st.lists(st.tuples(ranges(), HOURS), max_size=2))
    return Calendar(
        zone=ZONE,
        workdays=WorkCalendar(off - work, work, frozenset({2026})),
        weekly=weekly,
        extra=tuple((first, last, hours) for (first, last), hours in extra),
        closed=tuple(draw(st.lists(ranges(), max_size=1))),
    )


@st.composite
def busy_spans(draw):
    spans = defaultdict(list)
    for _n in range(draw(st.integers(0, 4))):
        day, begin = draw(DAY), draw(st.sampled_from(QUARTERS))
        length = timedelta(minutes=draw(st.sampled_from([15, 40, 90, 240])))
        spans[day].append((at(day, begin), at(day, begin) + length))
    return spans


@st.composite
def teams(draw):
    return [
        Person(
            key=key,
            weekdays=draw(st.sampled_from(["01234", "024", "13", "4"])),
            away=tuple(draw(st.lists(ranges(), max_size=1))),
            busy=draw(busy_spans()),
        )
        for key in range(draw(st.integers(0, 3)))
    ]


TERMS = st.builds(
    Terms,
    minutes=st.sampled_from([15, 30, 45, 150]),
    before=st.sampled_from([0, 0, 10, 30]),
    after=st.sampled_from([0, 0, 5, 20]),
    per_day=st.sampled_from([None, None, 3]),
    per_week=st.sampled_from([None, None, 5]),
)


def open_minutes(day, calendar):
    """Places at each minute of the day, asked of every rule alone."""
    closed = any(first <= day <= last for first, last in calendar.closed)
    weekday = 4 if day.weekday() > 4 else day.weekday()
    places = []
    for minute in range(24 * 60):
        clock = time(minute // 60, minute % 60)
        rules = [h for first, last, h in calendar.extra if first <= day <= last]
        if calendar.workdays.is_workday(day):
            rules += list(calendar.weekly[weekday])
        own = [h.capacity for h in rules if h.opens <= clock < h.closes]
        places.append(0 if closed else max(own, default=0))
    return places


def person_free(person, day, minutes):
    """Whether the person could sit there through every one of those minutes."""
    weekday = "4" if day.weekday() > 4 else str(day.weekday())
    if weekday not in person.weekdays:
        return False
    if any(first <= day <= last for first, last in person.away):
        return False
    midnight = at(day, time())
    for minute in minutes:
        moment = midnight + timedelta(minutes=minute)
        if any(s <= moment < e for s, e in person.busy.get(day, [])):
            return False
    return True


def oracle(calendar, terms, people):  # noqa: C901 - asked naively, on purpose
    """Every start, by walking the minutes one by one."""
    found = []
    per_week = defaultdict(int)
    for day in DAYS:
        places = open_minutes(day, calendar)
        today, minute, filled = 0, 0, set()
        while minute < 24 * 60:
            if not places[minute]:
                minute += 1
                continue
            # the beginning of a run: walk the grid until the run is over
            run_end = minute
            while run_end < 24 * 60 and places[run_end]:
                run_end += 1
            start = minute
            while start + terms.minutes <= run_end:
                body = range(start, start + terms.minutes)
                whole = range(start - terms.before, body.stop + terms.after)
                if not filled.isdisjoint(whole):
                    start += terms.before + terms.minutes + terms.after
                    continue
                filled.update(whole)
                capacity = min(places[m] for m in body)
                if people is not None:
                    able = [p for p in people if person_free(p, day, whole)]
                    capacity = min(capacity, len(able))
                if terms.per_day is not None:
                    capacity = min(capacity, terms.per_day - today)
                if terms.per_week is not None:
                    capacity = min(
                        capacity, terms.per_week - per_week[day.isocalendar()[:2]]
                    )
                today += capacity
                per_week[day.isocalendar()[:2]] += capacity
                found.append((at(day, time()) + timedelta(minutes=start), capacity))
                start += terms.before + terms.minutes + terms.after
            minute = run_end
    return found


@settings(max_examples=CALENDARS)
@given(calendars(), TERMS, st.one_of(st.none(), teams()))
def test_the_planner_offers_what_walking_every_minute_finds(calendar, terms, people):
    planned = [
        (offer.starts, offer.capacity)
        for offer in offers(DAYS, calendar, terms, people=people)
    ]
    assert planned == oracle(calendar, terms, people)


@st.composite
def limited_teams(draw):
    team = draw(teams())
    for person in team:
        person.per_day = draw(st.sampled_from([None, 0, 1, 2]))
        person.per_week = draw(st.sampled_from([None, 1, 4]))
    return team


def served(team, found, kept=()):
    """How often each person serves, by day and by week, if every place is used."""
    booked = {one.starts: one.booked for one in kept}
    days, weeks = defaultdict(int), defaultdict(int)
    for person in team:
        for day, spans in person.busy.items():
            days[person.key, day] += len(spans)
            weeks[person.key, day.isocalendar()[:2]] += len(spans)
    for offer in found:
        for key in offer.people[: max(offer.capacity, booked.get(offer.starts, 0))]:
            days[key, offer.starts.date()] += 1
            weeks[key, offer.starts.isocalendar()[:2]] += 1
    return days, weeks


def reached(person, starts, days, weeks):
    """Whether the person has all appointments of that day or its week."""
    limits = (
        (person.per_day, days[person.key, starts.date()]),
        (person.per_week, weeks[person.key, starts.isocalendar()[:2]]),
    )
    return any(most is not None and n >= most for most, n in limits)


@settings(max_examples=CALENDARS)
@given(calendars(), TERMS, limited_teams())
def test_nobody_is_given_more_than_the_own_limits(calendar, terms, team):
    found = offers(DAYS, calendar, terms, people=team)
    most = [
        {person.key: person.per_day for person in team},
        {person.key: person.per_week for person in team},
    ]
    for limits, first, now in zip(
        most, served(team, []), served(team, found), strict=True
    ):
        for (key, when), n in now.items():
            assert limits[key] is None or n <= max(limits[key], first[key, when])


@settings(max_examples=CALENDARS)
@given(calendars(), TERMS, limited_teams())
def test_only_who_has_reached_a_limit_is_left_out(calendar, terms, team):
    found = offers(DAYS, calendar, terms, people=team)
    counts = served(team, found)
    free = [replace(person, per_day=None, per_week=None) for person in team]
    anybody = offers(DAYS, calendar, terms, people=free)
    for offer, most in zip(found, anybody, strict=True):
        assert {*offer.people} <= {*most.people}
        for key in {*most.people} - {*offer.people}:
            assert reached(team[key], offer.starts, *counts)


@given(calendars(), TERMS, limited_teams(), st.data())
def test_limits_of_people_are_kept_from_night_to_night(calendar, terms, team, data):
    """Planned again with all of it standing, nothing changes, whatever is booked."""
    first = offers(DAYS, calendar, terms, people=team)
    stand = [
        Kept(
            one.starts, one.ends, one.capacity, data.draw(st.integers(0, one.capacity))
        )
        for one in first
        if one.capacity
    ]
    duty = {one.starts: one.people[: one.capacity] for one in first}
    again = offers(DAYS, calendar, terms, people=team, kept=stand, on_duty=duty)
    assert [(one.starts, one.capacity) for one in again] == [
        (one.starts, one.capacity) for one in first
    ]
    for one in again:
        assert {*one.people[: one.capacity]} == {*duty[one.starts]}


@given(calendars(), TERMS, busy_spans())
def test_no_start_with_its_buffers_meets_the_room_in_use(calendar, terms, busy):
    for offer in offers(DAYS, calendar, terms, room_busy=busy):
        whole = (
            offer.starts - timedelta(minutes=terms.before),
            offer.ends + timedelta(minutes=terms.after),
        )
        assert not meets(whole, busy.get(offer.starts.date(), []))


KEPT = st.builds(
    lambda day, begin, length, places, booked: Kept(
        at(day, begin), at(day, begin) + timedelta(minutes=length), places, booked
    ),
    DAY,
    st.sampled_from(QUARTERS),
    st.sampled_from([15, 30, 90]),
    st.integers(0, 3),
    st.integers(0, 2),
)


@settings(max_examples=CALENDARS)
@given(calendars(), TERMS, st.one_of(st.none(), teams()), st.lists(KEPT, max_size=6))
def test_what_stands_stays_and_nothing_new_meets_it(calendar, terms, people, kept):
    kept = list({one.starts: one for one in kept}.values())
    found = offers(DAYS, calendar, terms, people=people, kept=kept)
    spans = {(offer.starts, offer.ends): offer for offer in found}
    stand = [one.span for one in kept]
    assert {*stand} <= spans.keys()
    for offer in found:
        span = offer.starts, offer.ends
        others = [other for other in stand if other != span]
        if span not in stand:
            assert not meets(span, stand)
        elif offer.capacity:  # of two that stand and meet, one has no places
            assert not any(spans[o].capacity for o in others if meets(span, [o]))


@given(calendars(), TERMS, st.one_of(st.none(), teams()))
def test_what_was_offered_and_stands_is_offered_again(calendar, terms, people):
    first = offers(DAYS, calendar, terms, people=people)
    stand = [Kept(one.starts, one.ends, one.capacity) for one in first[::2]]
    again = offers(DAYS, calendar, terms, people=people, kept=stand)
    assert {one.starts for one in first} == {one.starts for one in again}


MOMENT = st.integers(0, 300).map(lambda n: at(FIRST, time()) + timedelta(minutes=n))
SPANS = st.lists(st.tuples(MOMENT, MOMENT), max_size=6)


def minutes_of(spans):
    zero = at(FIRST, time())
    return {
        n
        for n in range(-200, 600)
        for start, end in spans
        if start <= zero + timedelta(minutes=n) < end
    }


@given(SPANS, SPANS)
def test_a_union_holds_the_minutes_of_both(one, other):
    assert minutes_of(union([*one, *other])) == minutes_of(one) | minutes_of(other)


@given(SPANS)
def test_a_union_is_sorted_disjoint_and_never_touching(spans):
    merged = union(spans)
    assert merged == sorted(merged)
    assert all(a[1] < b[0] for a, b in pairwise(merged))


@given(SPANS, st.tuples(MOMENT, MOMENT).filter(lambda s: s[0] < s[1]))
def test_a_span_meets_others_where_they_share_a_minute(spans, span):
    real = union(spans)
    assert meets(span, real) == bool(minutes_of([span]) & minutes_of(real))


@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.one_of(st.none(), MOMENT),
    MOMENT,
    st.booleans(),
    st.booleans(),
    MOMENT,
)
def test_a_slot_is_bookable_while_released_open_and_not_full(
    capacity, taken, released, until, closed, offered, now
):
    slot = SlotFacts(capacity, taken, released, until, closed, offered)
    wanted = (
        released is not None
        and released <= now
        and now < until
        and not closed
        and offered
        and taken < capacity
    )
    assert is_bookable(slot, now) == wanted
