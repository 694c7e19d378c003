"""Who can serve which half-day at which place: the stored facts for `serving`."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bookings.models import Booking, Reservation
from bookings.serving import (
    Ask,
    Obstacle,
    Roads,
    Visit,
    Worker,
    monday_of,
    obstacles,
    road_needed,
)
from centers.choices import HALF_HOURS, Half
from centers.models import Travel
from providers.models import Consultant, Leave


@dataclass(frozen=True)
class Arrivals:
    """What is known of some consultants' time; answers for any pair without a query."""

    workers: dict[int, Worker]
    roads: Roads

    def why_not(self, consultant: int, ask: Ask) -> tuple[Obstacle, ...]:
        """Every reason against this person on that half-day; empty = free for it."""
        return obstacles(self.workers[consultant], ask, self.roads)

    def is_free(self, consultant: int, ask: Ask) -> bool:
        """Whether nothing speaks against this person on that half-day."""
        return not self.why_not(consultant, ask)

    def free(self, ask: Ask) -> list[int]:
        """Those of the consultants who can serve the half-day, by key."""
        return [key for key in sorted(self.workers) if self.is_free(key, ask)]

    def road_minutes(self, consultant: int, ask: Ask) -> int | None:
        """Minutes between the day's other visit and this one; None = no other visit."""
        rest = [
            visit
            for visit in self.workers[consultant].visits
            if visit.on == ask.on
            and visit.half != ask.half
            and visit.booking != ask.booking
        ]
        return road_needed(self.roads, ask, rest[0]) if rest else None


def ask_of(booking: Booking) -> Ask | None:
    """What the case asks of whoever serves it; None while it has no half-day.

    Fetch the case with its slot (`select_related("slot")`) to ask without a query.
    """
    if booking.slot is None:
        return None
    return Ask(booking.slot.on, booking.slot.half, booking.district_id, booking.pk)


def free_for(asks: Iterable[Ask], consultants: Collection[int]) -> Arrivals:
    """Read, in five queries, all that decides whether these people can serve.

    `asks`: the half-days that will be asked about (`Ask(on, half, district, booking)`,
    `ask_of(case)`); `consultants`: primary keys. Ask the answer about any pair:

        arrivals = free_for([ask_of(case) for case in cases], people)
        arrivals.free(ask)               -> keys of those who can serve, in order
        arrivals.is_free(person, ask)    -> bool
        arrivals.why_not(person, ask)    -> tuple of `serving.Obstacle`, empty = free
        arrivals.road_minutes(person, ask) -> minutes from the day's other visit

    Counted are: active, weekday (a make-up weekend day is a Friday), leave, the
    person's own districts, half-days already reserved (those of the ask's own case
    are not held against anybody), the road at midday between the day's two visits,
    and the weekly limit. Not counted, because they are the assignment's own rules:
    sector, may lead, and the provider's agreement, pool membership and conflicts.
    To try several cases at once, add what you give away to
    `arrivals.workers[person].visits` (`serving.Visit`), and the rest follows.
    """
    days = [ask.on for ask in asks]
    if not days:
        return Arrivals(_workers(consultants), Roads({}, midday_minutes()))
    first = monday_of(min(days))
    last = monday_of(max(days)) + timedelta(days=6)
    workers = _workers(consultants)
    _add_districts(workers)
    _add_leaves(workers, first, last)
    _add_visits(workers, first, last)
    return Arrivals(workers, all_roads())


def all_roads() -> Roads:
    """The roads between districts as entered, and the midday between two visits."""
    rows = Travel.objects.values_list("start", "end", "minutes")
    known = {(start, end): minutes for start, end, minutes in rows}
    return Roads(known, midday_minutes())


def midday_minutes() -> int:
    """Minutes between the end of a morning visit and the start of an afternoon one."""
    ends, starts = HALF_HOURS[Half.MORNING][1], HALF_HOURS[Half.AFTERNOON][0]
    return (starts.hour - ends.hour) * 60 + starts.minute - ends.minute


def _workers(consultants: Collection[int]) -> dict[int, Worker]:
    rows = Consultant.objects.filter(pk__in=consultants)
    facts = rows.values_list("pk", "weekdays", "per_week", "is_active")
    return {
        key: Worker(key, weekdays, per_week=per_week, is_active=is_active)
        for key, weekdays, per_week, is_active in facts
    }


def _add_districts(workers: dict[int, Worker]) -> None:
    chosen: dict[int, set[int]] = defaultdict(set)
    rows = Consultant.districts.through.objects.filter(consultant__in=workers)
    for who, district in rows.values_list("consultant", "district"):
        chosen[who].add(district)
    for who, districts in chosen.items():
        workers[who].districts = frozenset(districts)


def _add_leaves(workers: dict[int, Worker], first: date, last: date) -> None:
    rows = Leave.objects.filter(
        consultant__in=workers, first_on__lte=last, last_on__gte=first
    )
    for who, begins, ends in rows.values_list("consultant", "first_on", "last_on"):
        workers[who].away = (*workers[who].away, (begins, ends))


def _add_visits(workers: dict[int, Worker], first: date, last: date) -> None:
    rows = Reservation.objects.filter(consultant__in=workers, on__range=(first, last))
    facts = rows.values_list("consultant", "on", "half", "booking__district", "booking")
    for who, on, half, district, booking in facts:
        workers[who].visits.append(Visit(on, half, district, booking))
