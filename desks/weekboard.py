"""The week board: consultants and rooms in rows, days in columns, clashes named."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.arrivals import Arrivals, free_for
from bookings.choices import AppointmentState, Stage
from bookings.models import Appointment, Booking, Reservation, Slot
from bookings.serving import Ask
from bookings.serving_words import obstacle_words
from bookings.spans import meets
from centers.choices import Half, ServiceKind
from face import formats
from face.items import Week, WeekCell, WeekDay, WeekEvent, WeekRow
from providers.models import Consultant
from workflows.reassigning import STAGES

KIND = {
    Stage.VISITING: "teal",
    Stage.RESPONDING: "blue",
    Stage.CONFIRMING: "blue",
    Stage.PROPOSING: "blue",
    Stage.TRIAGE: "violet",
}
VISITED = "slate"  # all later stages


@dataclass
class Facts:
    """What the board of a week is drawn from, read once (constant queries)."""

    days: list[date]
    bookings: list[Booking]
    slots: list[Slot]  # half-days of visits
    reserved: list[Reservation] = field(default_factory=list)
    arrivals: Arrivals | None = None
    idle: list[Consultant] = field(default_factory=list)  # no visit here this week
    rooms: dict[str, list[Slot]] = field(default_factory=dict)
    taken: dict[int, list[Appointment]] = field(default_factory=dict)

    def why(self, row: Reservation, case: Booking) -> list[str]:
        """What is wrong with this person's visit, in words; past visits are past."""
        if self.arrivals is None or Stage(case.stage) not in STAGES:
            return []
        ask = Ask(row.on, row.half, case.district_id, case.pk)
        return obstacle_words(self.arrivals.why_not(row.consultant_id, ask))

    def busy_days(self) -> set[date]:
        """The days with a slot, a visit or a room in use."""
        rooms = [slot for slots in self.rooms.values() for slot in slots]
        visits = [case.slot for case in self.bookings if case.slot]
        return {slot.on for slot in (*self.slots, *rooms, *visits)}

    def clashes(self) -> int:
        """How many visits and room times of the week have something wrong."""
        by_case = {case.pk: case for case in self.bookings}
        visits = sum(bool(self.why(r, by_case[r.booking_id])) for r in self.reserved)
        return visits + sum(
            room_is_double(slot, slots)
            for slots in self.rooms.values()
            for slot in slots
        )


def read(user: Any, days: list[date]) -> Facts:
    """The week as far as the person sees it."""
    week = (days[0], days[-1])
    bookings = list(
        Booking.objects.visible_to(user)
        .filter(slot__on__range=week)
        .select_related("company", "slot", "provider")
    )
    slots = Slot.objects.visible_to(user).filter(on__range=week)
    facts = Facts(days, bookings, list(slots.filter(kind=ServiceKind.VISIT)))
    held = Reservation.objects.filter(booking__in=bookings)
    facts.reserved = list(held.select_related("consultant__provider"))
    by_case = {booking.pk: booking for booking in bookings}
    asks = [
        Ask(row.on, row.half, by_case[row.booking_id].district_id, row.booking_id)
        for row in facts.reserved
    ] or [Ask(day, Half.MORNING, 0) for day in week]  # of whom has no visit, the days
    going = {row.consultant_id for row in facts.reserved}
    others = Consultant.objects.visible_to(user).active().exclude(pk__in=going)
    facts.idle = list(others.select_related("provider").order_by("name", "pk"))
    facts.arrivals = free_for(asks, going | {person.pk for person in facts.idle})
    _add_rooms(facts, slots)
    return facts


def _add_rooms(facts: Facts, slots: QuerySet[Slot]) -> None:
    """Times of the rooms that somebody has booked, and by whom."""
    in_rooms = slots.exclude(service__room="").filter(taken__gt=0)
    rooms: dict[str, list[Slot]] = defaultdict(list)
    for slot in in_rooms.select_related("service").order_by("starts_at"):
        rooms[slot.service.room].append(slot)
    taken: dict[int, list[Appointment]] = defaultdict(list)
    kept = Appointment.objects.filter(slot__in=in_rooms.values("pk")).exclude(
        state=AppointmentState.CANCELLED
    )
    for row in kept.select_related("company").order_by("pk"):
        taken[row.slot_id].append(row)
    facts.rooms, facts.taken = dict(sorted(rooms.items())), dict(taken)


def room_is_double(slot: Slot, others: Iterable[Slot]) -> bool:
    """Whether the room is booked for something else at some moment of the slot."""
    rest = ((row.starts_at, row.ends_at) for row in others if row.pk != slot.pk)
    return meets((slot.starts_at, slot.ends_at), rest)


def board(
    facts: Facts, today: date, current: date, monday: date, *, everybody: bool = False
) -> Week:
    """The table; `current` is the day a phone shows, `everybody`: who is idle, too."""
    more = "&all=1" if everybody else ""
    day_has_any = any(case.slot and case.slot.on == current for case in facts.bookings)
    return Week(
        days=[
            WeekDay(
                on=day,
                today=day == today,
                current=day == current,
                url=f"?w={monday.isoformat()}&d={day.isoformat()}{more}",
            )
            for day in facts.days
        ],
        rows=list(_rows(facts, everybody)),
        corner=_("Consultant or room"),
        caption=_("Visits and rooms of the week"),
        legend=[
            ("violet", _("Triage")),
            ("blue", _("Provider being confirmed")),
            ("teal", _("Site visit")),
            (VISITED, _("Visited")),
            ("red", _("Clash")),
        ],
        nothing="" if day_has_any else _("No visit on this day."),
    )


def _rows(facts: Facts, everybody: bool) -> Iterator[WeekRow]:
    """Rows: without a consultant yet, each consultant, who is idle, rooms, slots."""
    held = {row.booking_id for row in facts.reserved}
    waiting = [booking for booking in facts.bookings if booking.pk not in held]
    if waiting:
        yield _waiting_row(facts.days, waiting)
    yield from _people_rows(facts)
    if everybody:
        yield from map(partial(_idle_row, facts), facts.idle)
    for room, slots in facts.rooms.items():
        yield _room_row(facts, room, slots)
    for half in ("am", "pm"):
        yield _slot_row(facts, half)


def _people_rows(facts: Facts) -> Iterator[WeekRow]:
    """Who has a visit, by name."""
    people: dict[Any, list[Reservation]] = {}
    for row in facts.reserved:
        people.setdefault(row.consultant, []).append(row)
    for person in sorted(people, key=lambda one: (one.name, one.pk)):
        yield _person_row(facts, person, people[person])


def _event(booking: Booking, **more: Any) -> WeekEvent:
    slot: Any = booking.slot
    facts = {"time": formats.halfday(slot.half), **more}
    return WeekEvent(
        title=booking.company.name,
        note=booking.get_stage_display(),
        kind=KIND.get(Stage(booking.stage), VISITED),
        url=reverse("case", args=[booking.number]),
        pending=KIND.get(Stage(booking.stage)) in ("blue", "violet"),
        **facts,
    )


def _waiting_row(days: list[date], waiting: list[Booking]) -> WeekRow:
    cells = [
        WeekCell(
            events=[_event(row) for row in waiting if row.slot and row.slot.on == day]
        )
        for day in days
    ]
    return WeekRow(
        name=_("Not yet assigned"), cells=cells, group=_("To be given"), square=True
    )


def _person_row(facts: Facts, person: Any, own: list[Reservation]) -> WeekRow:
    by_case = {case.pk: case for case in facts.bookings}
    own = sorted(own, key=lambda row: row.half)
    cells = []
    for day in facts.days:
        events = [
            _visit(facts, row, by_case[row.booking_id]) for row in own if row.on == day
        ]
        off = "" if events else _off(facts, person, day)
        cells.append(WeekCell(events=events, off=off))
    return WeekRow(
        name=person.name, sub=person.provider.name, cells=cells, group=_("Consultants")
    )


def _idle_row(facts: Facts, person: Any) -> WeekRow:
    """Somebody without a visit here: free, or why not, day by day."""
    workers = facts.arrivals.workers if facts.arrivals else {}
    elsewhere = {visit.on for visit in workers[person.pk].visits}
    cells = []
    for day in facts.days:
        off = _off(facts, person, day)
        if not off and day in elsewhere:
            off = _("At another center")
        cells.append(WeekCell(off=off, free="" if off else _("Free")))
    group = _("Without a visit this week")
    return WeekRow(name=person.name, sub=person.provider.name, cells=cells, group=group)


def _visit(facts: Facts, row: Reservation, case: Booking) -> WeekEvent:
    """A person's visit; while it can still change hands with the way to do so."""
    args = [case.number, row.consultant_id]
    changes = Stage(case.stage) in STAGES
    return _event(
        case,
        time=formats.halfday(row.half),
        why=facts.why(row, case),
        act_url=reverse("reassign_visit", args=args) if changes else "",
        act_label=_("Reassign"),
    )


def _off(facts: Facts, person: Any, day: date) -> str:
    """Why the person has no visit that day, where there is a reason."""
    worker = facts.arrivals.workers[person.pk] if facts.arrivals else None
    if worker and any(first <= day <= last for first, last in worker.away):
        return _("On leave")
    return "" if worker is None or worker.works_on(day) else _("Off")


def _room_row(facts: Facts, room: str, slots: list[Slot]) -> WeekRow:
    cells = [
        WeekCell(
            events=[_in_room(facts, slot, slots) for slot in slots if slot.on == day]
        )
        for day in facts.days
    ]
    return WeekRow(name=room, cells=cells, group=_("Rooms"), square=True)


def _in_room(facts: Facts, slot: Slot, others: list[Slot]) -> WeekEvent:
    rows = facts.taken.get(slot.pk, [])
    firms = ngettext("%(n)d firm", "%(n)d firms", len(rows)) % {"n": len(rows)}
    if not rows:  # a form being filled in, or an offer to the waiting list
        firms = _("Place kept")
    hours = (formats.clock(slot.starts_at), formats.clock(slot.ends_at))
    return WeekEvent(
        title=rows[0].company.name if len(rows) == 1 else firms,
        time="–".join(hours),
        note=slot.get_kind_display(),
        kind="slate",
        url=reverse("day_slots", args=[slot.on.isoformat(), slot.kind]),
        why=[_("room booked twice")] if room_is_double(slot, others) else [],
    )


def _slot_event(slot: Slot) -> WeekEvent:
    free = _("%(n)d left") % {"n": slot.left}
    return WeekEvent(
        title=_("Closed to booking") if slot.is_closed else free,
        time=formats.halfday(slot.half),
        note=_("%(taken)d of %(capacity)d")
        % {"taken": slot.taken, "capacity": slot.capacity},
        kind="slate",
        url=reverse("change_slot", args=[slot.pk]),
    )


def _slot_row(facts: Facts, half: str) -> WeekRow:
    found = {slot.on: slot for slot in facts.slots if slot.half == half}
    cells = []
    for day in facts.days:
        slot = found.get(day)
        if slot is None:
            cells.append(WeekCell(off=_("No slot")))
            continue
        cells.append(WeekCell(events=[_slot_event(slot)]))
    return WeekRow(
        name=formats.halfday(half), cells=cells, group=_("Half-days"), square=True
    )
