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


def offers(
    days: Iterable[date],
    calendar: Calendar,
    terms: Terms,
    *,
    people: Collection[Person] | None = None,
    room_busy: Mapping[date, list[Span]] | None = None,
    week_so_far: Mapping[date, int] | None = None,
) -> Iterator[Offer]:
    """Every start on those days, in order; capacity 0 where nobody can serve.

    `people` None = the service needs nobody. `room_busy`: spans by day in which the
    room is in use (a start whose span with its buffers meets one is left out).
    `week_so_far`: places already offered in the week that begins on that Monday.
    """
    weeks = defaultdict(int, week_so_far or {})
    for day in days:
        monday = day - timedelta(days=day.weekday())
        left_today = terms.per_day
        for starts, capacity in _starts(day, calendar, terms):
            whole = _whole(starts, terms)
            if room_busy and meets(whole, room_busy.get(day, ())):
                continue
            limits = [left_today, _less(terms.per_week, weeks[monday])]
            capacity = min([capacity, *(n for n in limits if n is not None)])
            able = [] if people is None else [p for p in people if p.is_free(whole)]
            if people is not None:
                capacity = min(capacity, len(able))
            if left_today is not None:
                left_today -= capacity
            weeks[monday] += capacity
            yield Offer(
                starts=starts,
                ends=starts + timedelta(minutes=terms.minutes),
                capacity=capacity,
                people=tuple(person.key for person in able),
            )


def _less(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(limit - used, 0)


def _whole(starts: datetime, terms: Terms) -> Span:
    """The appointment with its buffers: what it takes of people and room."""
    ends = starts + timedelta(minutes=terms.minutes + terms.after)
    return starts - timedelta(minutes=terms.before), ends


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


def is_bookable(slot: SlotFacts, at: datetime) -> bool:
    """Released, not yet past its notice, not closed, and with room."""
    return (
        slot.released_at is not None
        and slot.released_at <= at < slot.bookable_until
        and not slot.is_closed
        and slot.taken < slot.capacity
    )
