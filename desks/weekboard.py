"""The week board: consultants in rows, days in columns, half-days at the foot."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.choices import Stage
from bookings.models import Booking, Reservation, Slot
from face import formats
from face.items import Week, WeekCell, WeekDay, WeekEvent, WeekRow

KIND = {
    Stage.VISITING: "teal",
    Stage.RESPONDING: "blue",
    Stage.CONFIRMING: "blue",
    Stage.PROPOSING: "blue",
    Stage.TRIAGE: "violet",
}
VISITED = "slate"  # all later stages


def board(
    days: list[date],
    today: date,
    current: date,
    bookings: list[Booking],
    slots: list[Slot],
    monday: date,
) -> Week:
    """The table; `current` is the day a phone shows."""
    return Week(
        days=[
            WeekDay(
                on=day,
                today=day == today,
                current=day == current,
                url=f"?w={monday.isoformat()}&d={day.isoformat()}",
            )
            for day in days
        ],
        rows=_rows(days, bookings, slots),
        corner=_("Consultant"),
        caption=_("Visits of the week"),
        legend=[
            ("violet", _("Triage")),
            ("blue", _("Provider being confirmed")),
            ("teal", _("Site visit")),
            (VISITED, _("Visited")),
        ],
    )


def _rows(
    days: list[date], bookings: list[Booking], slots: list[Slot]
) -> list[WeekRow]:
    """Rows: those still without a consultant, then each consultant, then the slots."""
    reserved = list(
        Reservation.objects.filter(booking__in=bookings).select_related(
            "consultant__provider"
        )
    )
    by_case = {booking.pk: booking for booking in bookings}
    people: dict[Any, list[Reservation]] = {}
    for row in reserved:
        people.setdefault(row.consultant, []).append(row)
    held = {row.booking_id for row in reserved}
    waiting = [booking for booking in bookings if booking.pk not in held]
    rows = [_waiting_row(days, waiting)] if waiting else []
    rows += [
        _person_row(days, person, own, by_case)
        for person, own in sorted(people.items(), key=lambda item: item[0].name)
    ]
    rows += [_slot_row(days, half, slots) for half in ("am", "pm")]
    return rows


def _event(booking: Booking) -> WeekEvent:
    slot: Any = booking.slot
    return WeekEvent(
        title=booking.company.name,
        time=formats.halfday(slot.half),
        note=booking.get_stage_display(),
        kind=KIND.get(Stage(booking.stage), VISITED),
        url=reverse("case", args=[booking.number]),
        pending=KIND.get(Stage(booking.stage)) in ("blue", "violet"),
    )


def _waiting_row(days: list[date], waiting: list[Booking]) -> WeekRow:
    cells = [
        WeekCell(
            events=[_event(row) for row in waiting if row.slot and row.slot.on == day]
        )
        for day in days
    ]
    return WeekRow(
        name=_("Not yet assigned"), cells=cells, group=_("Waiting"), square=True
    )


def _person_row(
    days: list[date], person: Any, own: list[Reservation], by_case: dict[int, Booking]
) -> WeekRow:
    cells = []
    for day in days:
        events = [_event(by_case[row.booking_id]) for row in own if row.on == day]
        works = str(day.weekday()) in person.weekdays
        cells.append(WeekCell(events=events, off="" if works or events else _("Off")))
    return WeekRow(
        name=person.name, sub=person.provider.name, cells=cells, group=_("Consultants")
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


def _slot_row(days: list[date], half: str, slots: list[Slot]) -> WeekRow:
    found = {slot.on: slot for slot in slots if slot.half == half}
    cells = []
    for day in days:
        slot = found.get(day)
        if slot is None:
            cells.append(WeekCell(off=_("No slot")))
            continue
        cells.append(WeekCell(events=[_slot_event(slot)]))
    return WeekRow(
        name=formats.halfday(half), cells=cells, group=_("Half-days"), square=True
    )
