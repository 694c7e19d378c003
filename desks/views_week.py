"""The center's week: consultants in rows, days in columns, the inbox beside it."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.choices import Stage
from bookings.models import Booking, Reservation, Slot
from centers.models import Center
from face import formats
from face.items import Week, WeekCell, WeekDay, WeekEvent, WeekRow
from foundation import clock
from foundation.models import work_calendar
from workflows.models import Due

SHOWN_TASKS = 6
KIND = {
    Stage.VISITING: "teal",
    Stage.RESPONDING: "blue",
    Stage.CONFIRMING: "blue",
    Stage.PROPOSING: "slate",
    Stage.TRIAGE: "violet",
}


def center_of(request: HttpRequest) -> Center:
    """The manager's own center."""
    user: Any = request.user
    if user.role != "manager":
        raise Http404
    found: Center = get_object_or_404(Center.objects.visible_to(user))
    return found


def week(request: HttpRequest) -> HttpResponse:
    """A fixed number of queries, whatever the week holds."""
    center = center_of(request)
    today = clock.today()
    monday = _monday(request.GET.get("w", ""), today)
    days = [monday + timedelta(days=n) for n in range(6)]
    calendar = work_calendar()
    days = [day for day in days if day.weekday() < 5 or calendar.is_workday(day)]
    current = _day_shown(request.GET.get("d", ""), days, today)
    bookings = list(
        Booking.objects.visible_to(request.user)
        .filter(slot__on__range=(days[0], days[-1]))
        .select_related("company", "slot", "provider")
    )
    slots = list(Slot.objects.filter(center=center, on__range=(days[0], days[-1])))
    dues = Due.objects.for_person(request.user).with_names()[:SHOWN_TASKS]
    context = {
        "center": center,
        "week": _board(days, today, current, bookings, slots, monday),
        "range": formats.day_range(days[0], days[-1]),
        "before": (monday - timedelta(days=7)).isoformat(),
        "after": (monday + timedelta(days=7)).isoformat(),
        "visits": len(bookings),
        "free": sum(slot.left for slot in slots),
        "late": Due.objects.for_person(request.user).late(today).count(),
        "tasks": [_task(due) for due in dues],
    }
    return render(request, "desks/week.html", context)


def _monday(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
        return day - timedelta(days=day.weekday())
    except (ValueError, OverflowError):
        return today - timedelta(days=today.weekday())


def _day_shown(text: str, days: list[date], today: date) -> date:
    wanted = next((day for day in days if day.isoformat() == text), None)
    return wanted or (today if today in days else days[0])


def _board(
    days: list[date],
    today: date,
    current: date,
    bookings: list[Booking],
    slots: list[Slot],
    monday: date,
) -> Week:
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
        rows=rows,
        corner=_("Consultant"),
        caption=_("Visits of the week"),
        legend=[
            ("teal", _("Site visit")),
            ("blue", _("Provider being confirmed")),
            ("slate", _("Finding a provider")),
            ("violet", _("Triage")),
        ],
    )


def _event(booking: Booking) -> WeekEvent:
    slot: Any = booking.slot
    return WeekEvent(
        title=booking.company.name,
        time=formats.halfday(slot.half),
        note=booking.get_stage_display(),
        kind=KIND.get(Stage(booking.stage), "teal"),
        url=reverse("case", args=[booking.number]),
        pending=booking.stage != Stage.VISITING,
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


def _slot_row(days: list[date], half: str, slots: list[Slot]) -> WeekRow:
    found = {slot.on: slot for slot in slots if slot.half == half}
    cells = []
    for day in days:
        slot = found.get(day)
        if slot is None:
            cells.append(WeekCell(off=_("No slot")))
            continue
        words = _("%(taken)d of %(capacity)d") % {
            "taken": slot.taken,
            "capacity": slot.capacity,
        }
        note = _("Closed to booking") if slot.is_closed else _("booked")
        cells.append(
            WeekCell(
                events=[
                    WeekEvent(
                        title=words,
                        time=formats.halfday(half),
                        note=note,
                        kind="slate",
                        url=reverse("change_slot", args=[slot.pk]),
                    )
                ]
            )
        )
    return WeekRow(
        name=formats.halfday(half), cells=cells, group=_("Half-days"), square=True
    )


def _task(due: Due) -> Any:
    node = due.task.flow_task
    words = formats.due_day(due.due_on, clock.today())
    return {
        "url": reverse("task", args=[due.task_id]),
        "title": node.task_title,
        "line": due.booking.company.name if due.booking else "",
        "icon": node.icon,
        "tone": words.tone or "info",
        "due": words,
    }
