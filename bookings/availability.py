"""When a service can be booked: rules, exceptions, holidays and people become slots.

Pure: the planner asks `offers`; `is_bookable` is the question asked of a planned slot
by picker, submit, waiting list and interface (`querysets.bookable_at` in SQL).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bookings.limits import Limits
from bookings.spans import Span, meets, union
from bookings.team import Person, Team
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


@dataclass(frozen=True)
class Offer:
    """A start at which the service can be given to `capacity` at once, and by whom.

    `people`: everybody who can, whoever is asked first in front.
    """

    starts: datetime
    ends: datetime
    capacity: int
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A time that stands whatever the hours are now, with its places by then.

    `booked` of them are taken; the manager has added `extra`.
    """

    starts: datetime
    ends: datetime
    places: int
    booked: int = 0
    extra: int = 0

    @property
    def span(self) -> Span:
        """The time without buffers."""
        return self.starts, self.ends

    def gives_way_to(self, other: "Kept") -> bool:
        """Of two that meet, the one nobody has booked, or the later one."""
        return (not other.booked, other.starts) < (not self.booked, self.starts)


def offers(
    days: Iterable[date],
    calendar: Calendar,
    terms: Terms,
    *,
    people: Collection[Person] | None = None,
    room_busy: Mapping[date, list[Span]] | None = None,
    week_so_far: Mapping[date, int] | None = None,
    kept: Iterable[Kept] = (),
    on_duty: Mapping[datetime, Collection[int]] | None = None,
) -> list[Offer]:
    """Every start on those days, in order; capacity 0 where nobody can serve.

    `people` None = the service needs nobody. `room_busy`: spans by day in which the
    room is in use. `kept`: times that stand; they come first, and get no places where
    a firmer one or the room is in their way. A start whose span with its buffers
    meets one of all these is left out. `week_so_far`: places already offered in the
    week that begins on that Monday; `on_duty`: who serves at a start until now. Limits
    leave places to what is booked first, then to what stands, then day by day.
    """
    kept = list(kept)
    team = None if people is None else Team(people, on_duty or {})
    limits = Limits(terms.per_day, terms.per_week)
    limits.weeks.update(week_so_far or {})
    _reserve(kept, team, limits)
    grids = {day: dict(_starts(day, calendar, terms)) for day in days}
    busy = {day: [*spans] for day, spans in (room_busy or {}).items()}
    filled = defaultdict(list, busy)
    found = []
    for one, places in _standing(kept, grids, filled):
        filled[one.starts.date()].append(_whole(one.span, terms))
        found.append(_offer(one, one.span, places, team, limits))
    for day, grid in grids.items():
        for starts, places in grid.items():
            new = Kept(starts, starts + timedelta(minutes=terms.minutes), places)
            whole = _whole(new.span, terms)
            if not meets(whole, filled[day]):
                filled[day].append(whole)
                found.append(_offer(new, whole, places, team, limits))
    return sorted(found, key=lambda offer: offer.starts)


def _reserve(kept: Iterable[Kept], team: Team | None, limits: Limits) -> None:
    """What is booked counts first, so that limits leave no place it needs."""
    for one in kept:
        limits.add(one.starts.date(), one.booked)
        if team is not None:
            team.keep(one.span, one.booked)


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
    one: Kept, whole: Span, places: int, team: Team | None, limits: Limits
) -> Offer:
    """The time with as many places as people and limits allow."""
    day, able = one.starts.date(), []
    if team is not None:
        able = team.able(one.starts, whole)
        places = min(places, len(able))
    places = min(places, one.booked + limits.left(day))
    limits.add(day, max(places - one.booked, 0))
    if team is not None:
        team.give(one.starts, able[: max(places + one.extra, one.booked)])
    return Offer(*one.span, places, tuple(able))


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
