"""When a service can be booked: rules, exceptions, holidays and people become slots.

Pure: the planner asks `offers`; `is_bookable` is the question asked of a planned slot
by picker, submit, waiting list and interface (`querysets.bookable_at` in SQL).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from bookings.spans import Span, meets, union
from foundation.workdays import WorkCalendar

FRIDAY = 4


@dataclass(frozen=True)
class Hours:
    """Wall-clock hours [opens, closes) with places for `capacity` at once."""

    opens: time
    closes: time
    capacity: int


@dataclass(frozen=True)
class Calendar:
    """A service's year: weekly hours, extra days and closed days (ends included)."""

    zone: tzinfo
    workdays: WorkCalendar
    weekly: Mapping[int, tuple[Hours, ...]]
    extra: tuple[tuple[date, date, Hours], ...] = ()
    closed: tuple[tuple[date, date], ...] = ()

    def hours_on(self, day: date) -> list[Hours]:
        """The hours of a day; a make-up working Saturday is served as a Friday."""
        if any(first <= day <= last for first, last in self.closed):
            return []
        hours = [hours for first, last, hours in self.extra if first <= day <= last]
        if self.workdays.is_workday(day):
            hours += self.weekly.get(min(day.weekday(), FRIDAY), ())
        return hours


@dataclass(frozen=True)
class Terms:
    """How a service is booked; lengths in minutes, limits None = none."""

    minutes: int
    before: int = 0
    after: int = 0
    per_day: int | None = None
    per_week: int | None = None

    @property
    def step(self) -> timedelta:
        """From one start to the next."""
        return timedelta(minutes=self.before + self.minutes + self.after)


@dataclass
class Person:
    """Who may serve: weekdays as digits, days away (ends included), what fills days."""

    key: int
    weekdays: str = "01234"
    away: tuple[tuple[date, date], ...] = ()
    busy: dict[date, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def is_free(self, span: Span) -> bool:
        """Whether the person works on that day and nothing else fills the span."""
        day = span[0].date()
        return self.works_on(day) and not meets(span, self.busy.get(day, ()))

    def works_on(self, day: date) -> bool:
        """Whether the weekday is one of theirs and they are not away.

        On a make-up working Saturday or Sunday they work as on a Friday.
        """
        return str(min(day.weekday(), FRIDAY)) in self.weekdays and not any(
            first <= day <= last for first, last in self.away
        )


@dataclass(frozen=True)
class Offer:
    """A start at which the service can be given to `capacity` at once, and by whom."""

    starts: datetime
    ends: datetime
    capacity: int
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A time that stands whatever the hours are now, with its places by then."""

    starts: datetime
    ends: datetime
    places: int
    is_booked: bool = False

    @property
    def span(self) -> Span:
        """The time without buffers."""
        return self.starts, self.ends

    def gives_way_to(self, other: "Kept") -> bool:
        """Of two that meet, the one nobody has booked, or the later one."""
        return (not other.is_booked, other.starts) < (not self.is_booked, self.starts)


@dataclass
class _Limits:
    """Places given by day and by week, against the terms."""

    terms: Terms
    weeks: dict[date, int]
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, day: date, places: int) -> int:
        """As many of the places as the limits leave; they are counted."""
        monday = day - timedelta(days=day.weekday())
        left = (
            (self.terms.per_day, self.days[day]),
            (self.terms.per_week, self.weeks[monday]),
        )
        for most, used in left:
            if most is not None:
                places = min(places, max(most - used, 0))
        self.days[day] += places
        self.weeks[monday] += places
        return places


def offers(
    days: Iterable[date],
    calendar: Calendar,
    terms: Terms,
    *,
    people: Collection[Person] | None = None,
    room_busy: Mapping[date, list[Span]] | None = None,
    week_so_far: Mapping[date, int] | None = None,
    kept: Iterable[Kept] = (),
) -> list[Offer]:
    """Every start on those days, in order; capacity 0 where nobody can serve.

    `people` None = the service needs nobody. `room_busy`: spans by day in which the
    room is in use. `kept`: times that stand; they come first, and get no places where
    a firmer one or the room is in their way. A start whose span with its buffers
    meets one of all these is left out. `week_so_far`: places already offered in the
    week that begins on that Monday.
    """
    limits = _Limits(terms, defaultdict(int, week_so_far or {}))
    grids = {day: dict(_starts(day, calendar, terms)) for day in days}
    filled = defaultdict(list)
    for day, spans in (room_busy or {}).items():
        filled[day] = [*spans]
    found = []
    for one, places in _standing(kept, grids, filled):
        filled[one.starts.date()].append(_whole(one.span, terms))
        found.append(_offer(one.span, one.span, places, people, limits))
    for day, grid in grids.items():
        for starts, places in grid.items():
            span = starts, starts + timedelta(minutes=terms.minutes)
            whole = _whole(span, terms)
            if not meets(whole, filled[day]):
                filled[day].append(whole)
                found.append(_offer(span, whole, places, people, limits))
    return sorted(found, key=lambda offer: offer.starts)


def _standing(
    kept: Iterable[Kept],
    grids: Mapping[date, Mapping[datetime, int]],
    busy: Mapping[date, list[Span]],
) -> list[tuple[Kept, int]]:
    """The times that stand, in order, with the places the rules give them now."""
    by_day: dict[date, list[Kept]] = defaultdict(list)
    for one in sorted(kept, key=lambda one: one.starts):
        by_day[one.starts.date()].append(one)
    found = []
    for day, times in by_day.items():
        for one in times:
            firmer = [other.span for other in times if one.gives_way_to(other)]
            in_the_way = meets(one.span, [*firmer, *busy.get(day, ())])
            places = grids.get(day, {}).get(one.starts, one.places)
            found.append((one, 0 if in_the_way else places))
    return found


def _offer(
    span: Span,
    whole: Span,
    places: int,
    people: Collection[Person] | None,
    limits: _Limits,
) -> Offer:
    """The span with as many places as people and limits allow."""
    able = [person.key for person in people or () if person.is_free(whole)]
    if people is not None:
        places = min(places, len(able))
    return Offer(*span, limits.take(span[0].date(), places), tuple(able))


def _whole(span: Span, terms: Terms) -> Span:
    """The appointment with its buffers: what it takes of people and room."""
    before, after = timedelta(minutes=terms.before), timedelta(minutes=terms.after)
    return span[0] - before, span[1] + after


def _starts(
    day: date, calendar: Calendar, terms: Terms
) -> Iterator[tuple[datetime, int]]:
    """Starts on the grid of each open run, with the places all the way through."""
    pieces = [
        (_at(day, hours.opens, calendar), _at(day, hours.closes, calendar), hours)
        for hours in calendar.hours_on(day)
        if hours.opens < hours.closes and hours.capacity > 0
    ]
    length = timedelta(minutes=terms.minutes)
    for opens, closes in union((start, end) for start, end, _hours in pieces):
        starts = opens
        while starts + length <= closes:
            yield starts, _through((starts, starts + length), pieces)
            starts += terms.step


def _at(day: date, hour: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, hour, tzinfo=calendar.zone)


def _through(span: Span, pieces: list[tuple[datetime, datetime, Hours]]) -> int:
    """The fewest places at any moment of the span; overlapping hours: the most."""
    edges = sorted(
        {span[0]}
        | {
            edge
            for start, end, _hours in pieces
            for edge in (start, end)
            if span[0] < edge < span[1]
        }
    )
    return min(
        max(hours.capacity for start, end, hours in pieces if start <= edge < end)
        for edge in edges
    )


@dataclass(frozen=True)
class SlotFacts:
    """What decides whether a planned slot can be booked."""

    capacity: int
    taken: int
    released_at: datetime | None
    bookable_until: datetime
    is_closed: bool = False
    is_offered: bool = True


def is_bookable(slot: SlotFacts, at: datetime) -> bool:
    """Of a service that is offered, released, not past its notice, not closed, free."""
    return (
        slot.is_offered
        and slot.released_at is not None
        and slot.released_at <= at < slot.bookable_until
        and not slot.is_closed
        and slot.taken < slot.capacity
    )
