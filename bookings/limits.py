"""How many appointments a day and a week: of a service, of a person; pure."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from bookings.serving import monday_of

NO_LIMIT = 10**6


@dataclass
class Limits:
    """At most so many a day and from Monday to Sunday (None = any), and how many are.

    `weeks`: by the week's Monday.
    """

    per_day: int | None = None
    per_week: int | None = None
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    weeks: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def left(self, day: date) -> int:
        """How many more the day and its week leave; `NO_LIMIT` where neither limits."""
        pairs = (
            (self.per_day, self.days[day]),
            (self.per_week, self.weeks[monday_of(day)]),
        )
        found = [max(most - used, 0) for most, used in pairs if most is not None]
        return min(found, default=NO_LIMIT)

    def add(self, day: date, number: int = 1) -> None:
        """So many more on that day."""
        self.days[day] += number
        self.weeks[monday_of(day)] += number
