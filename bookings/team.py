"""Who may serve, and how much each may still be given; pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bookings.limits import Limits
from bookings.serving import works_on
from bookings.spans import Span, meets


@dataclass
class Person:
    """Who may serve: weekdays as digits, days away (ends included), what fills days.

    `per_day`, `per_week`: appointments at most; None = no limit.
    """

    key: int
    weekdays: str = "01234"
    away: tuple[tuple[date, date], ...] = ()
    busy: dict[date, list[Span]] = field(default_factory=lambda: defaultdict(list))
    per_day: int | None = None
    per_week: int | None = None

    def limits(self) -> Limits:
        """The limits, with what fills the days counted."""
        found = Limits(self.per_day, self.per_week)
        for day, spans in self.busy.items():
            found.add(day, len(spans))
        return found

    def is_free(self, span: Span) -> bool:
        """Whether the person works on that day and nothing else fills the span."""
        day = span[0].date()
        return self.works_on(day) and not meets(span, self.busy.get(day, ()))

    def works_on(self, day: date) -> bool:
        """Whether the weekday is one of theirs and they are not away.

        On a make-up working Saturday or Sunday they work as on a Friday.
        """
        return works_on(self.weekdays, day) and not any(
            first <= day <= last for first, last in self.away
        )


@dataclass
class Team:
    """Who may serve, and how many appointments each has while offers are made."""

    people: Collection[Person]
    on_duty: Mapping[datetime, Collection[int]]
    limits: dict[int, Limits] = field(init=False)
    staying: dict[datetime, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limits = {person.key: person.limits() for person in self.people}

    def keep(self, span: Span, booked: int) -> None:
        """As many on duty as are booked stay, whatever their limits are now."""
        there = self.on_duty.get(span[0], ())
        stay = [
            one.key for one in self.people if one.key in there and one.is_free(span)
        ]
        self.staying[span[0]] = stay[:booked]
        self._add(stay[:booked], span[0].date())

    def able(self, starts: datetime, whole: Span) -> list[int]:
        """Who can serve: who stays, then who is on duty now, then who has most left."""
        stay, there = self.staying.get(starts, []), self.on_duty.get(starts, ())
        left = {
            person.key: self.limits[person.key].left(starts.date())
            for person in self.people
            if person.key not in stay and person.is_free(whole)
        }
        others = [key for key, n in left.items() if n > 0]
        others.sort(key=lambda key: (key not in there, -left[key]))
        return [*stay, *others]

    def give(self, starts: datetime, people: Iterable[int]) -> None:
        """They serve then; who stays there is counted already."""
        stay = self.staying.get(starts, [])
        self._add([key for key in people if key not in stay], starts.date())

    def _add(self, people: Iterable[int], day: date) -> None:
        for key in people:
            self.limits[key].add(day)
