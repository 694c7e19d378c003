"""The center's week: people and rooms in rows, days in columns, the inbox beside."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.requests import person
from bookings.queues import queues
from centers.models import Center
from desks.weekboard import board, read
from face import formats
from foundation import clock
from foundation.models import work_calendar
from foundation.workdays import SATURDAY
from workflows.models import Due

SHOWN_TASKS = 6
WHAT_IF = 0.2  # a fifth more capacity
FURTHEST = timedelta(days=3660)


def center_of(request: HttpRequest) -> Center:
    """The manager's own center; 404 for whoever may not manage its slots."""
    user = person(request)
    center = user.acting.center if user.acting else None
    if center is None or not user.has_perm("bookings.manage_slots", center):
        raise Http404
    return center


def week(request: HttpRequest) -> HttpResponse:
    """A fixed number of queries, whatever the week holds."""
    center = center_of(request)
    today = clock.today()
    monday = monday_of(request.GET.get("w", ""), today)
    facts = read(request.user, [monday + timedelta(days=n) for n in range(7)])
    facts.days = days = days_shown(monday, facts.busy_days())
    current = day_shown(request.GET.get("d", ""), days, today)
    everybody = "all" in request.GET
    dues = Due.objects.for_person(request.user).with_names()[:SHOWN_TASKS]
    queue = queues([center.pk], today=today)[center.pk]
    context = {
        "center": center,
        "week": board(facts, today, current, monday, everybody=everybody),
        "idle": len(facts.idle),
        "everybody": everybody,
        "same_week": f"w={monday.isoformat()}&d={current.isoformat()}",
        "range": formats.day_range(days[0], days[-1]),
        "before": (monday - timedelta(days=7)).isoformat(),
        "after": (monday + timedelta(days=7)).isoformat(),
        "visits": len(facts.bookings),
        "clashes": facts.clashes(),
        "free": sum(slot.left for slot in facts.slots if slot.on >= today),
        "late": Due.objects.for_person(request.user).late(today).count(),
        "tasks": [_task(due) for due in dues],
        "queue": queue,
        "wait": queue.wait(),
        "what_if": queue.wait(more_capacity=WHAT_IF),
    }
    return render(request, "desks/week.html", context)


def monday_of(text: str, today: date) -> date:
    """The week's Monday; a text that is no day near today means this week."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if abs(day - today) > FURTHEST:
        day = today
    return day - timedelta(days=day.weekday())


def days_shown(monday: date, busy: set[date]) -> list[date]:
    """Monday to Friday, weekend days on which one works, and those with something."""
    calendar = work_calendar()
    week = (monday + timedelta(days=n) for n in range(7))
    return [
        day
        for day in week
        if day.weekday() < SATURDAY or calendar.is_workday(day) or day in busy
    ]


def day_shown(text: str, days: list[date], today: date) -> date:
    """The day a phone shows: the one asked for, else today, else the first."""
    wanted = next((day for day in days if day.isoformat() == text), None)
    return wanted or (today if today in days else days[0])


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
