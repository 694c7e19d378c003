"""The center's slots of a week: services in rows, days in columns, state by colour."""

from collections import defaultdict
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Slot
from centers.models import Service
from face import formats
from face.items import Week, WeekCell, WeekDay, WeekEvent, WeekRow

DRAFT, ANNOUNCED, RELEASED, CLOSED = "violet", "blue", "teal", "slate"


def state_of(slot: Slot, at: datetime) -> str:
    """The colour of a slot: draft, announced, released, closed."""
    if slot.is_closed:
        return CLOSED
    if slot.released_at is None:
        return DRAFT
    return ANNOUNCED if slot.released_at > at else RELEASED


def state_words(slot: Slot, at: datetime) -> str:
    """The state in words, with the moment of an announced release."""
    words = {
        DRAFT: _("Draft"),
        RELEASED: _("Released"),
        CLOSED: _("Closed to booking"),
    }
    state = state_of(slot, at)
    if state == ANNOUNCED and slot.released_at:
        return _("Release %(when)s") % {"when": formats.moment(slot.released_at)}
    return words[state]


def slot_board(
    days: list[date],
    current: date,
    services: list[Service],
    slots: list[Slot],
    *,
    at: datetime,
) -> Week:
    """The table; `current` is the day a phone shows."""
    cells: dict[tuple[int, date], list[Slot]] = defaultdict(list)
    for slot in slots:
        cells[slot.service_id, slot.on].append(slot)
    today = formats.as_day(at)
    monday = days[0].isoformat()
    return Week(
        days=[
            WeekDay(
                on=day,
                today=day == today,
                current=day == current,
                url=f"?w={monday}&d={day.isoformat()}",
            )
            for day in days
        ],
        rows=[
            WeekRow(
                name=str(service),
                sub=_sub(service),
                cells=[_cell(cells[service.pk, day], at) for day in days],
                square=True,
            )
            for service in services
        ],
        corner=_("Service"),
        caption=_("Slots of the week"),
        legend=_legend(),
    )


def _sub(service: Service) -> str:
    """Who serves; or that nothing new can be booked."""
    served_by: str = service.get_served_by_display()
    return served_by if service.is_open else _("Not offered at present")


def _legend() -> list[tuple[str, str]]:
    return [
        (DRAFT, _("Draft")),
        (ANNOUNCED, _("Release announced")),
        (RELEASED, _("Released")),
        (CLOSED, _("Closed to booking")),
    ]


def _cell(slots: list[Slot], at: datetime) -> WeekCell:
    """One entry per half-day and state, so that half-hours do not fill the board."""
    groups: dict[tuple[str, str], list[Slot]] = defaultdict(list)
    for slot in slots:
        groups[slot.half, state_of(slot, at)].append(slot)
    return WeekCell(
        events=[_event(state, group, at) for (_half, state), group in groups.items()],
        off="" if slots else _("No slot"),
    )


def _event(state: str, group: list[Slot], at: datetime) -> WeekEvent:
    first = group[0]
    taken = sum(slot.taken for slot in group)
    capacity = sum(slot.capacity for slot in group)
    if len(group) == 1:
        url = reverse("change_slot", args=[first.pk])
        time, title = formats.slot_time(first), state_words(first, at)
    else:
        url = reverse("day_slots", args=[first.on, first.kind])
        time = f"{formats.clock(first.starts_at)}–{formats.clock(group[-1].ends_at)}"
        n = len(group)
        title = ngettext("%(n)d time", "%(n)d times", n) % {"n": n}
    return WeekEvent(
        title=title,
        time=time,
        note=_("%(taken)d of %(capacity)d") % {"taken": taken, "capacity": capacity},
        kind=state,
        url=url,
        pending=state in (DRAFT, ANNOUNCED),
    )
