"""Turns a center's rules, calendar and people into slots, day after day."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Sum

from bookings import duties, places, workforce
from bookings.availability import Kept, Offer, offers
from bookings.choices import Origin
from bookings.duties import InUse
from bookings.hours import calendar_of, terms_of
from bookings.models import Slot
from bookings.serving import monday_of
from bookings.team import Person
from bookings.weekly import within_limits
from centers.choices import NOON, Half, ServedBy, ServiceKind
from centers.models import Center, ExtraHours, Service
from foundation.clock import CITY_TIME, local_day
from foundation.models import work_calendar
from foundation.workdays import WorkCalendar


@dataclass
class Plan:
    """What one planning of a center shares: days, people, rooms in use."""

    center: Center
    at: datetime
    workdays: WorkCalendar
    using: InUse

    @property
    def today(self) -> date:
        """The day of planning; slots are planned from the next one."""
        return local_day(self.at)

    def days(self, service: Service, extra: Iterable[ExtraHours]) -> list[date]:
        """The service's working days ahead, and the extra days among them.

        None on which the center does not hold its designation.
        """
        days = set(working_days(self.workdays, self.today, service.horizon_days))
        for row in extra:
            length = (row.last_on - row.first_on).days
            ahead = (row.first_on + timedelta(days=n) for n in range(length + 1))
            days |= {day for day in ahead if self.today < day <= max(days)}
        return sorted(filter(self.center.is_designated_on, days))

    def released_at(self, day: date) -> datetime | None:
        """When a slot of that day is released by itself; never before now."""
        ahead = self.center.release_ahead
        if ahead is None:
            return None
        moment = datetime.combine(
            self.workdays.add(day, -ahead), self.center.release_time, tzinfo=CITY_TIME
        )
        return max(moment, self.at)


def working_days(calendar: WorkCalendar, first: date, count: int) -> Iterator[date]:
    """The next `count` working days after `first`."""
    day = first
    for _n in range(count):
        day = calendar.add(day, 1)
        yield day


def plan_all_slots(*, at: datetime) -> int:
    """Plan every designated center; returns how many slots were written."""
    centers = Center.objects.designated_on(local_day(at))
    return sum(plan_center(center, at=at) for center in centers)


@transaction.atomic
def plan_center(
    center: Center, *, at: datetime, kinds: Collection[str] = ServiceKind.values
) -> int:
    """Make and adjust the center's slots; returns how many were written.

    New slots are drafts until their moment of release. What is released keeps its
    time; its capacity follows the people, never below what is taken, and what the
    manager changed (`extra`, closed) is kept. A draft whose rule is gone goes, too.
    What stands is laid first, so that new slots use nobody and no room twice.
    """
    Center.objects.select_for_update(no_key=True).get(pk=center.pk)
    plan = Plan(center, at, work_calendar(), duties.read(center, at=at, kinds=kinds))
    services = (
        Service.objects.filter(center=center, is_open=True, kind__in=kinds)
        .annotate(intervals=Count("opening_rules"))
        .order_by("intervals", "pk")  # who gives a rare service is kept for it
    )
    return sum(_plan_service(plan, service) for service in services)


def _plan_service(plan: Plan, service: Service) -> int:
    extra = list(ExtraHours.objects.filter(service=service))
    days = plan.days(service, extra)
    if not days:
        return 0
    known = {
        slot.starts_at: slot
        for slot in Slot.objects.select_for_update().filter(
            service=service, on__gt=plan.today, on__lte=days[-1]
        )
    }
    plan.using.lift(service, after=plan.today, until=days[-1])
    people = _people(plan, service, days)
    before = duties.on_duty(known.values())
    wanted = offers(
        days,
        calendar_of(service, plan.workdays, extra),
        terms_of(service),
        people=people,
        room_busy=plan.using.rooms[service.room] if service.room else None,
        week_so_far=_week_so_far(service, plan.today) if service.per_week else None,
        kept=_kept(plan, known.values()),
        on_duty={slot.starts_at: before[slot.pk] for slot in known.values()},
    )
    if people and service.served_by == ServedBy.CONSULTANTS:
        wanted = _within_limits(plan, service, wanted, people)
    written, given = _write(plan, service, known, wanted)
    duties.give(plan.using, service, given, before)
    return written


def _kept(plan: Plan, slots: Iterable[Slot]) -> list[Kept]:
    """The times that stand, whatever the rules say now."""
    return [
        Kept(
            slot.starts_at.astimezone(CITY_TIME),
            slot.ends_at.astimezone(CITY_TIME),
            places=slot.planned,
            booked=slot.taken,
            extra=slot.extra,
        )
        for slot in slots
        if duties.serving(slot) and not _may_go(slot, plan.at)
    ]


def _within_limits(
    plan: Plan, service: Service, wanted: list[Offer], people: list[Person]
) -> list[Offer]:
    """No more visits a week than the people's weekly limits allow."""
    days = [offer.starts.date() for offer in wanted] or [plan.today]
    left = workforce.weekly_left(plan.center, people, days[0], days[-1])
    if not left:
        return wanted
    booked = Slot.objects.filter(service=service, on__range=(days[0], days[-1]))
    taken = dict(booked.values_list("starts_at", "taken"))
    return within_limits(wanted, left, taken)


def _people(plan: Plan, service: Service, days: list[date]) -> list[Person] | None:
    if service.served_by == ServedBy.NOBODY:
        return None
    if service.served_by == ServedBy.CONSULTANTS:
        return workforce.consultants(plan.center, days[0], days[-1])
    return plan.using.people.get(service.pk, [])


def _week_so_far(service: Service, today: date) -> dict[date, int]:
    monday = monday_of(today + timedelta(days=1))
    earlier = Slot.objects.filter(service=service, on__range=(monday, today))
    return {monday: earlier.aggregate(n=Sum("capacity"))["n"] or 0}


def _write(
    plan: Plan, service: Service, known: dict[datetime, Slot], wanted: list[Offer]
) -> tuple[int, list[tuple[Offer, Slot]]]:
    """How many slots were written, and each offer's slot as it now is."""
    new, given, more, written = [], [], [], 0
    for offer in wanted:
        slot = known.pop(offer.starts, None)
        before = slot.capacity if slot else 0
        if slot is None:
            slot = _new_slot(plan, service, offer)
            new.append(slot)
        else:
            written += _adjust(slot, offer.capacity)
        given.append((offer, slot))
        if slot.capacity > before and _is_public(slot, plan.at):
            more.append((slot, slot.capacity - before))
    gone = [slot.pk for slot in known.values() if _may_go(slot, plan.at)]
    if gone:
        written += Slot.objects.filter(pk__in=gone, taken=0).delete()[0]
    Slot.objects.bulk_create(new)
    if more:
        places.new_for_list(service, more)
    return written + len(new), given


def _is_public(slot: Slot, at: datetime) -> bool:
    """Whether firms can book it at once; before a release the list is asked anyway."""
    return not (slot.is_closed or slot.released_at is None or slot.released_at > at)


def _may_go(slot: Slot, at: datetime) -> bool:
    """A draft no rule wants any more, which nobody has touched.

    What is only announced is a draft until its moment.
    """
    return (
        slot.origin == Origin.PLANNED
        and (slot.released_at is None or slot.released_at > at)
        and not (slot.taken or slot.extra or slot.is_closed)
    )


def _new_slot(plan: Plan, service: Service, offer: Offer) -> Slot:
    return new_slot(
        service,
        offer.starts,
        offer.ends,
        planned=offer.capacity,
        capacity=offer.capacity,
        released_at=plan.released_at(offer.starts.date()),
        origin=Origin.PLANNED,
    )


def new_slot(
    service: Service, first: datetime, last: datetime, **facts: object
) -> Slot:
    """A slot of the service, not yet saved; `first` and `last` in the city's zone."""
    return Slot(
        center_id=service.center_id,
        service=service,
        kind=service.kind,
        on=first.date(),
        half=Half.MORNING if first.time() < NOON else Half.AFTERNOON,
        starts_at=first,
        ends_at=last,
        bookable_until=first - timedelta(hours=service.notice_hours),
        **facts,
    )


def _adjust(slot: Slot, planned: int) -> int:
    capacity = max(slot.taken, planned + slot.extra)
    if (planned, capacity) == (slot.planned, slot.capacity):
        return 0
    slot.planned, slot.capacity = planned, capacity
    return Slot.objects.filter(pk=slot.pk, taken__lte=capacity).update(
        planned=planned, capacity=capacity
    )


def year_without_table(*, at: datetime, days: int = 30) -> int | None:
    """The first year within so many working days whose holidays are not entered.

    Its days are planned Monday to Friday without the fixed holidays until then.
    """
    calendar = work_calendar()
    last = calendar.add(local_day(at), days)
    years = range(local_day(at).year, last.year + 1)
    return next((year for year in years if year not in calendar.years), None)
