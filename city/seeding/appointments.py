"""Appointments at the centers: some kept, missed, moved, cancelled; some to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bookings.actions import (
    book_appointment,
    cancel_appointment,
    check_in,
    mark_absent,
    move_appointment,
)
from bookings.models import Appointment, Slot
from bookings.planning import plan_center
from centers.choices import ServiceKind
from centers.models import Center
from city.seeding.clockwork import Script
from city.seeding.phrases import say
from city.seeding.world import World
from companies.models import Company
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import DomainError

CLINIC, POLICY = ServiceKind.CLINIC, ServiceKind.POLICY
TOUR, TRAINING, RECHECK = ServiceKind.TOUR, ServiceKind.TRAINING, ServiceKind.RECHECK
COME, STAY_AWAY, MOVE, CANCEL, WAIT = "come", "stay away", "move", "cancel", "wait"
KINDS = [kind for kind in ServiceKind.values if kind != ServiceKind.VISIT]
# Service, working days from today to its time, what becomes of it. The showcase firm
# has the first four; the rest is for other firms of each center.
STAR = [(CLINIC, -6, COME), (TOUR, -2, CANCEL), (POLICY, 1, WAIT), (CLINIC, 4, MOVE)]
OTHERS = [
    (CLINIC, -4, COME), (CLINIC, -3, STAY_AWAY), (POLICY, -2, COME),
    (CLINIC, 0, COME), (CLINIC, 0, STAY_AWAY), (POLICY, 0, COME), (CLINIC, 0, COME),
    (TOUR, 0, COME), (TRAINING, 2, WAIT), (RECHECK, 3, WAIT), (CLINIC, 5, MOVE),
]  # fmt: skip
AHEAD = 3  # working days between booking and time, in which it may be moved
PLANNED_AT = 8 * 60


@dataclass
class Visit:
    """One appointment to be told: of whom, for what, which day, and how it goes."""

    number: int
    company: Company
    center: Center
    kind: str
    on: date
    fate: str


def scripts(world: World, today: date, star: Company) -> Iterator[Script]:
    """One script per appointment, and one that plans the centers' times before."""
    centers = list(Center.objects.designated_on(today))
    first = world.hours.day(today, min(days for _kind, days, _fate in STAR) - AHEAD - 1)
    yield _planning(world, first, centers)
    number = 0
    for center in centers:
        firms = _firms(center, star)
        mine = star.district is not None and star.district.served_by_id == center.pk
        rows = [(star, *row) for row in (STAR if mine else [])]
        rows += [(firm, *row) for firm, row in zip(firms, OTHERS, strict=False)]
        for company, kind, days, fate in rows:
            on = world.hours.day(today, days) if days else today
            number += 1
            yield _one(world, Visit(number, company, center, kind, on, fate))


def _firms(center: Center, star: Company) -> list[Company]:
    """Firms of the center's districts that nothing bars."""
    rows = Company.objects.filter(district__served_by=center, barred_reason="")
    return list(rows.exclude(pk=star.pk).order_by("-pk")[: len(OTHERS)])


def _planning(world: World, first: date, centers: list[Center]) -> Script:
    yield world.hours.clock(first, PLANNED_AT)
    for center in centers:
        plan_center(center, at=clock.now(), kinds=KINDS)


def _one(world: World, visit: Visit) -> Script:
    """Booked some days before, then what becomes of it."""
    chance = world.chance("appointment", visit.number)
    yield world.hours.moment(world.hours.day(visit.on, -AHEAD), chance)
    slots = _free(visit)
    if not slots:
        return
    firm = world.people.firm(visit.company, clock.now())
    try:
        row = book_appointment(
            company=visit.company,
            slot=chance.choice(slots),
            by=firm,
            at=clock.now(),
            needs=say(chance, "appointment_needs"),
        )
    except DomainError:  # the firm has enough open, or somebody was faster
        return
    manager = world.people.one_of(Role.MANAGER, visit.center.pk, chance)
    if visit.fate in (MOVE, CANCEL):
        yield world.hours.moment(world.hours.day(visit.on, 1 - AHEAD), chance)
        _change(row, visit, firm, say(chance, f"{visit.fate}_appointment"))
    elif visit.fate == COME:
        yield row.slot.starts_at - timedelta(minutes=chance.randrange(1, 12))
        check_in(appointment=row, by=manager, at=clock.now())
    elif visit.fate == STAY_AWAY:
        yield row.slot.starts_at + timedelta(minutes=20)
        mark_absent(appointment=row, by=manager, at=clock.now())


def _free(visit: Visit) -> list[Slot]:
    """The times of its day, else of the first day after on which there are some."""
    rows = Slot.objects.bookable(clock.now(), visit.kind).filter(
        center=visit.center, on__gte=visit.on
    )
    near = list(rows.select_related("service", "center")[:20])
    return [slot for slot in near if slot.on == near[0].on]


def _change(row: Appointment, visit: Visit, firm: object, reason: str) -> None:
    at = clock.now()
    if visit.fate == CANCEL:
        cancel_appointment(appointment=row, by=firm, at=at, reason=reason)
        return
    later = [slot for slot in _free(visit) if slot.pk != row.slot_id]
    if later:
        move_appointment(appointment=row, slot=later[0], by=firm, at=at, reason=reason)
