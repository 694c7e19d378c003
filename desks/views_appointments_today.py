"""The center's day: who is expected, who has come, who has not; checking in."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from bookings.actions import check_in, mark_absent, undo_check_in
from bookings.choices import AppointmentState
from bookings.models import Appointment
from desks.doors import row_or_404
from desks.views_week import center_of
from foundation import clock
from foundation.clock import local_day
from foundation.errors import DomainError
from workflows.rebooking import appointments

FURTHEST = timedelta(days=3660)
GROUPS = (
    AppointmentState.BOOKED,
    AppointmentState.ATTENDED,
    AppointmentState.ABSENT,
)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The day's appointments by the hour; to be printed, too."""
    center, now = center_of(request), clock.now()
    day = _day(request.GET.get("d", ""), clock.today())
    rows = list(
        _rows(request)
        .filter(slot__on=day)
        .exclude(state=AppointmentState.CANCELLED)
        .order_by("slot__starts_at", "company__name")
    )
    count = {state: sum(row.state == state for row in rows) for state in GROUPS}
    context = {
        "center": center,
        "day": day,
        "is_today": day == clock.today(),
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat(),
        "rows": [
            {
                "row": row,
                "begun": row.slot.starts_at <= now,
                "may_undo": _came_on(row, clock.today()),
            }
            for row in rows
        ],
        "expected": count[AppointmentState.BOOKED],
        "arrived": count[AppointmentState.ATTENDED],
        "absent": count[AppointmentState.ABSENT],
    }
    return render(request, "appointments/today.html", context)


def _came_on(row: Appointment, day: date) -> bool:
    """Whether the firm was checked in on that day, on which a slip is taken back."""
    return row.checked_in_at is not None and local_day(row.checked_in_at) == day


def _day(text: str, present: date) -> date:
    """A text that is no day near today means today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return present
    return day if abs(day - present) < FURTHEST else present


def _rows(request: HttpRequest) -> Any:
    rows: Any = appointments()
    return rows.visible_to(person(request))


@require_http_methods(["GET", "POST"])
def check_in_page(request: HttpRequest, number: str) -> HttpResponse:
    """What the scanned square opens: one tap, or since when the firm is here."""
    row = row_or_404(request, "bookings.check_in", _rows(request), number=number)
    if request.method == "POST":
        return _do(request, row, check_in, _("%(firm)s is checked in."))
    context = {
        "row": row,
        "is_today": row.slot.on == clock.today(),
        "may": row.state in (AppointmentState.BOOKED, AppointmentState.ABSENT)
        and row.slot.on <= clock.today(),
        "may_undo": _came_on(row, clock.today()),
    }
    return render(request, "appointments/check_in.html", context)


@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """The wrong firm was checked in."""
    row = row_or_404(request, "bookings.undo_check_in", _rows(request), number=number)
    return _do(request, row, undo_check_in, _("%(firm)s is expected again."))


@require_POST
def absent(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody came."""
    row = row_or_404(request, "bookings.mark_absent", _rows(request), number=number)
    return _do(request, row, mark_absent, _("%(firm)s is marked absent."))


def _do(request: HttpRequest, row: Appointment, deed: Any, words: str) -> HttpResponse:
    """Do it and go back to where the tap was made."""
    try:
        deed(appointment=row, by=person(request), at=clock.now())
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, words % {"firm": row.company.name})
    if request.POST.get("from") == "today":
        return redirect(f"{reverse('today')}?d={row.slot.on.isoformat()}")
    return redirect("check_in", number=row.number)
