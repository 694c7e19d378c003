"""Whether a person can serve a half-day at a place: one rule, every reason named.

Pure: the planner, the assignment, the week board and the dialog that gives a visit to
somebody else all ask `obstacles`. Days are the city's; minutes are on the road.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

FRIDAY = 4
MORNING = "am"


@dataclass(frozen=True)
class Roads:
    """Minutes from district to district, and minutes between the day's two visits."""

    minutes: Mapping[tuple[int, int], int]
    midday: int

    def between(self, start: int, end: int) -> int:
        """Minutes on the road; entered one way = the same both ways; unknown = 0."""
        there = self.minutes.get((start, end))
        return self.minutes.get((end, start), 0) if there is None else there


class Obstacle(StrEnum):
    """Why somebody cannot serve a half-day, the plainest reason first."""

    INACTIVE = "inactive"
    WEEKDAY = "weekday"
    LEAVE = "leave"
    DISTRICT = "district"
    TAKEN = "taken"
    ROAD = "road"
    WEEK_FULL = "week_full"


@dataclass(frozen=True)
class Visit:
    """A half-day a person gives to a case at a firm in a district."""

    on: date
    half: str
    district: int
    booking: int


@dataclass(frozen=True)
class Ask:
    """A half-day in a district that somebody must serve; `booking` = for that case.

    What the person has reserved for the same case is not counted against them.
    """

    on: date
    half: str
    district: int
    booking: int | None = None


@dataclass
class Worker:
    """A consultant's time: weekdays as digits (0 = Monday), days away (ends included).

    `districts` empty = anywhere; `per_week` None = no limit of visits a week.
    """

    key: int
    weekdays: str = "01234"
    away: tuple[tuple[date, date], ...] = ()
    districts: frozenset[int] = frozenset()
    per_week: int | None = None
    is_active: bool = True
    visits: list[Visit] = field(default_factory=list)

    def works_on(self, day: date) -> bool:
        """Whether the weekday is one of theirs."""
        return works_on(self.weekdays, day)

    def in_week(self, day: date, *, but: int | None = None) -> int:
        """Visits from Monday to Sunday of that week, the case `but` not counted."""
        monday = monday_of(day)
        return sum(
            monday_of(visit.on) == monday and visit.booking != but
            for visit in self.visits
        )


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def works_on(weekdays: str, day: date) -> bool:
    """Whether the weekday is one of those; a make-up weekend day counts as Friday."""
    return str(min(day.weekday(), FRIDAY)) in weekdays


def road_needed(roads: Roads, ask: Ask, other: Visit) -> int:
    """Minutes on the road between this half-day's place and the other half's visit."""
    if ask.half == MORNING:
        return roads.between(ask.district, other.district)
    return roads.between(other.district, ask.district)


def road_fits(roads: Roads, ask: Ask, other: Visit) -> bool:
    """Whether one can get from the morning's firm to the afternoon's at midday."""
    return road_needed(roads, ask, other) <= roads.midday


def obstacles(worker: Worker, ask: Ask, roads: Roads) -> tuple[Obstacle, ...]:
    """Every reason why the person cannot serve the half-day; empty = free for it."""
    others = [visit for visit in worker.visits if visit.booking != ask.booking]
    today = [visit for visit in others if visit.on == ask.on]
    limit = worker.per_week
    found = {
        Obstacle.INACTIVE: not worker.is_active,
        Obstacle.WEEKDAY: not worker.works_on(ask.on),
        Obstacle.LEAVE: any(first <= ask.on <= last for first, last in worker.away),
        Obstacle.DISTRICT: bool(worker.districts)
        and ask.district not in worker.districts,
        Obstacle.TAKEN: any(visit.half == ask.half for visit in today),
        Obstacle.ROAD: any(
            visit.half != ask.half and not road_fits(roads, ask, visit)
            for visit in today
        ),
        Obstacle.WEEK_FULL: limit is not None
        and worker.in_week(ask.on, but=ask.booking) >= limit,
    }
    return tuple(reason for reason, holds in found.items() if holds)
