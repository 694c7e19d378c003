"""Whether weekly hours make sense: each in order, none over another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from itertools import combinations


@dataclass(frozen=True)
class WeeklyHours:
    """On a weekday (0 = Monday) from `opens` to before `closes`, `capacity` at once."""

    weekday: int
    opens: time
    closes: time
    capacity: int

    def overlaps(self, other: "WeeklyHours") -> bool:
        """Whether both are open at some moment of the week; touching is fine."""
        return (
            self.weekday == other.weekday
            and self.opens < other.closes
            and other.opens < self.closes
        )


def backwards(rows: Iterable[WeeklyHours]) -> list[WeeklyHours]:
    """Those that end before, or when, they begin."""
    return [row for row in rows if row.closes <= row.opens]


def overlapping(
    rows: Iterable[WeeklyHours],
) -> Iterator[tuple[WeeklyHours, WeeklyHours]]:
    """Every pair that is open at the same time."""
    yield from ((a, b) for a, b in combinations(rows, 2) if a.overlaps(b))
