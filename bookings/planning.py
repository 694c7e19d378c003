"""Keeps thirty working days of slots per center, from rules, calendar and people."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from bookings.choices import Origin
from bookings.models import Reservation, Slot
from centers.choices import HALF_HOURS
from centers.models import Center, Closure, OpeningRule
from foundation.clock import local_day
from foundation.models import work_calendar
from foundation.workdays import WorkCalendar
from providers.models import Consultant, Leave, Provider

HORIZON_WORKING_DAYS = 30
CITY_TIME = ZoneInfo(settings.TIME_ZONE)


def starts(on: date, half: str) -> datetime:
    """The moment at which a half-day begins in the city."""
    return datetime.combine(on, HALF_HOURS[half][0], tzinfo=CITY_TIME)


@dataclass(frozen=True)
class People:
    """The consultants who may visit for a center, and when they cannot."""

    weekdays: dict[int, str]
    leaves: list[tuple[int, date, date]]
    reserved: frozenset[tuple[int, date, str]]

    def free(self, on: date, half: str) -> int:
        """How many are free on that half-day."""
        return sum(
            str(on.weekday()) in weekdays
            and not self._away(consultant, on)
            and (consultant, on, half) not in self.reserved
            for consultant, weekdays in self.weekdays.items()
        )

    def _away(self, consultant: int, on: date) -> bool:
        return any(
            who == consultant and first <= on <= last
            for who, first, last in self.leaves
        )


def people_of_center(center: Center, first: date, last: date) -> People:
    """The pool's consultants with an agreement for one of the center's districts."""
    providers = Provider.objects.in_pool(first).filter(
        agreements__campaign__starts_on__lte=last,
        agreements__campaign__ends_on__gt=first,
        agreements__districts__served_by=center,
    )
    consultants = Consultant.objects.filter(provider__in=providers.values("pk"))
    keys = consultants.values("pk")
    return People(
        weekdays=dict(consultants.values_list("pk", "weekdays")),
        leaves=list(
            Leave.objects.filter(
                consultant__in=keys, first_on__lte=last, last_on__gte=first
            ).values_list("consultant_id", "first_on", "last_on")
        ),
        reserved=frozenset(
            Reservation.objects.filter(
                consultant__in=keys, on__range=(first, last)
            ).values_list("consultant_id", "on", "half")
        ),
    )


def working_days(calendar: WorkCalendar, first: date, count: int) -> Iterator[date]:
    """The next `count` working days after `first`."""
    day = first
    for _n in range(count):
        day = calendar.add(day, 1)
        yield day


def plan_center(center: Center, *, at: datetime) -> int:
    """Make and adjust the center's slots; returns how many were written.

    A booked visit is never pushed out: capacity stays at or above `taken`, and what
    the manager changed (`extra`, closed) is kept.
    """
    today = local_day(at)
    days = list(working_days(work_calendar(), today, HORIZON_WORKING_DAYS))
    closed = _closures(center, days[0], days[-1])
    days = [day for day in days if not any(a <= day <= z for a, z in closed)]
    if not days:
        return 0
    people = people_of_center(center, days[0], days[-1])
    rules = list(OpeningRule.objects.filter(center=center))
    own = _own_visits(center, days)
    wanted = {
        (day, rule.half): min(
            rule.capacity, people.free(day, rule.half) + own[day, rule.half]
        )
        for day in days
        for rule in _rules_on(rules, day)
    }
    return _write(center, wanted)


def _own_visits(center: Center, days: list[date]) -> Counter[tuple[date, str]]:
    """Visits of this center that already hold a consultant, by half-day."""
    held = Reservation.objects.filter(
        booking__center=center, on__range=(days[0], days[-1])
    )
    return Counter(
        (on, half)
        for on, half, _booking in held.values_list("on", "half", "booking").distinct()
    )


def _closures(center: Center, first: date, last: date) -> list[tuple[date, date]]:
    """The center's closures between two days, both included."""
    rows = Closure.objects.filter(center=center, first_on__lte=last, last_on__gte=first)
    return list(rows.values_list("first_on", "last_on"))


def _rules_on(rules: Iterable[OpeningRule], day: date) -> list[OpeningRule]:
    """A make-up working Saturday is served as the Friday before it."""
    weekday = min(day.weekday(), 4)
    return [rule for rule in rules if rule.weekday == weekday]


def _write(center: Center, wanted: dict[tuple[date, str], int]) -> int:
    written = 0
    days = [day for day, _half in wanted]
    with transaction.atomic():
        known = {
            (slot.on, slot.half): slot
            for slot in Slot.objects.select_for_update().filter(
                center=center, on__range=(min(days), max(days))
            )
        }
        new = []
        for (day, half), free in wanted.items():
            slot = known.get((day, half))
            if slot is None:
                new.append(_new_slot(center, day, half, free))
            else:
                written += _adjust(slot, free)
        Slot.objects.bulk_create(new)
    return written + len(new)


def _new_slot(center: Center, day: date, half: str, free: int) -> Slot:
    return Slot(
        center=center,
        on=day,
        half=half,
        starts_at=starts(day, half),
        planned=free,
        capacity=free,
        origin=Origin.PLANNED,
    )


def _adjust(slot: Slot, planned: int) -> int:
    capacity = max(slot.taken, planned + slot.extra)
    if (planned, capacity) == (slot.planned, slot.capacity):
        return 0
    return Slot.objects.filter(pk=slot.pk, taken__lte=capacity).update(
        planned=planned, capacity=capacity
    )


def year_without_table(*, at: datetime) -> int | None:
    """The first year within the planning horizon whose holidays are not entered.

    Its days are planned Monday to Friday without the fixed holidays until then.
    """
    calendar = work_calendar()
    last = calendar.add(local_day(at), HORIZON_WORKING_DAYS)
    years = range(local_day(at).year, last.year + 1)
    return next((year for year in years if year not in calendar.years), None)


def plan_all_slots(*, at: datetime) -> int:
    """Plan every designated center; returns how many slots were written."""
    centers = Center.objects.designated_on(local_day(at))
    return sum(plan_center(center, at=at) for center in centers)


def free_days_first(center: Center, *, at: datetime) -> Slot | None:
    """The center's next free half-day."""
    return Slot.objects.bookable(at).filter(center=center).first()


def nearest_free(slot: Slot, *, at: datetime, count: int = 3) -> list[Slot]:
    """The free half-days of the same center nearest to a full one."""
    near = Slot.objects.bookable(at).filter(center=slot.center_id).exclude(pk=slot.pk)
    window = timedelta(days=45)
    close = near.filter(
        starts_at__range=(slot.starts_at - window, slot.starts_at + window)
    )
    return sorted(close, key=lambda other: abs(other.starts_at - slot.starts_at))[
        :count
    ]


def take(slot_id: int, *, at: datetime) -> bool:
    """Take one visit of the slot by a single conditional UPDATE; False when full."""
    won = Slot.objects.filter(
        pk=slot_id, is_closed=False, starts_at__gt=at, taken__lt=F("capacity")
    ).update(taken=F("taken") + 1)
    return won == 1


def give_back(slot_id: int) -> None:
    """Return one visit to the slot."""
    Slot.objects.filter(pk=slot_id, taken__gt=0).update(taken=F("taken") - 1)
