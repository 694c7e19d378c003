"""Who on a waiting list comes first, by a published rule; until when an offer stands.

Pure. Whose time was lost because the center closed comes before everybody else; the
rest by points; equal points by who joined first. Weights are dated data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from foundation.workdays import WorkCalendar

ON_LIST, ABOVE_DESIGNATED = "on_list", "above_designated"
NEVER_ABSENT, WAITED = "never_absent", "waited_day"


@dataclass(frozen=True)
class Rule:
    """One version of the rule: points, how long an offer stands, how far ahead."""

    version: str
    valid_from: date
    on_list: int
    above_designated: int
    never_absent: int
    waited_day: int
    answer_minutes: int
    least_minutes: int
    office_from: time
    office_to: time
    furthest_days: int


@dataclass(frozen=True)
class Facts:
    """What the rule needs to know of one entry; `waited_days` are working days."""

    key: int
    joined_at: datetime
    on_list: bool = False
    above_designated: bool = False
    waited_days: int = 0
    absences: int = 0
    lost_to_closing: bool = False


@dataclass(frozen=True)
class Points:
    """What one line of the rule gives: `count` times its weight."""

    line: str
    count: int
    points: int


@dataclass(frozen=True)
class Place:
    """An entry's place in line, counted from 1, and the arithmetic behind it."""

    number: int
    facts: Facts
    lines: tuple[Points, ...]

    @property
    def total(self) -> int:
        """The sum of the lines."""
        return sum(line.points for line in self.lines)


def lines_of(facts: Facts, rule: Rule) -> tuple[Points, ...]:
    """Every line of the rule, those that give nothing as well."""
    counts = (
        (ON_LIST, int(facts.on_list), rule.on_list),
        (ABOVE_DESIGNATED, int(facts.above_designated), rule.above_designated),
        (NEVER_ABSENT, int(facts.absences == 0), rule.never_absent),
        (WAITED, max(facts.waited_days, 0), rule.waited_day),
    )
    return tuple(Points(line, count, count * weight) for line, count, weight in counts)


def order_key(facts: Facts, rule: Rule) -> tuple[bool, int, datetime, int]:
    """Smaller comes first; no two entries have the same."""
    total = sum(line.points for line in lines_of(facts, rule))
    return not facts.lost_to_closing, -total, facts.joined_at, facts.key


def rank(entries: Iterable[Facts], rule: Rule) -> list[Place]:
    """The entries in line, the first one first."""
    ordered = sorted(entries, key=lambda facts: order_key(facts, rule))
    return [
        Place(number, facts, lines_of(facts, rule))
        for number, facts in enumerate(ordered, 1)
    ]


def answer_until(
    at: datetime, cutoff: datetime, rule: Rule, calendar: WorkCalendar, zone: tzinfo
) -> datetime | None:
    """Until when an offer made at `at` stands; None where no time is left for one.

    The rule's working minutes, but never more than half of what is left until the
    cut-off, so that the next in line can be asked as well.
    """
    half = at + (cutoff - at) / 2
    if half - at < timedelta(minutes=rule.least_minutes):
        return None
    return min(half, _office_end(at, rule, calendar, zone, cutoff))


def _office_end(
    at: datetime, rule: Rule, calendar: WorkCalendar, zone: tzinfo, latest: datetime
) -> datetime:
    """`answer_minutes` of office hours after `at`, or `latest` if that is earlier."""
    left = timedelta(minutes=rule.answer_minutes)
    day = at.astimezone(zone).date()
    while True:
        opens = datetime.combine(day, rule.office_from, tzinfo=zone)
        closes = datetime.combine(day, rule.office_to, tzinfo=zone)
        if opens > latest:
            return latest
        begins = max(opens, at)
        if calendar.is_workday(day) and begins < closes:
            if begins + left <= closes:
                return begins + left
            left -= closes - begins
        day += timedelta(days=1)
