"""Half-open periods of days: the first day counts, the last one does not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """From `start` up to, but not including, `end`; without an `end` it stays open.

    ValueError when it would hold no day.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self}")

    @classmethod
    def year(cls, year: int) -> "Period":
        """The calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether at least one day lies in both."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )

    def __str__(self) -> str:
        return f"[{self.start}, {self.end or '…'})"
