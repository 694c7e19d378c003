"""Appointments: the list, each one's own page, its change and its end."""

from typing import Any

import django_filters
import segno
from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person
from bookings.actions import closed_by_absences
from bookings.actions.telling import Booked
from bookings.choices import AppointmentState
from bookings.models import Appointment
from bookings.words import closing_words
from centers.choices import ServiceKind
from desks.doors import for_deed, row_or_404
from desks.history import history_of
from desks.reading import note_read
from face.addresses import site_of
from face.csv_files import csv_file, wants_csv
from face.formats import slot_when
from face.paging import LongList
from foundation import clock
from foundation.access.roles import Role
from workflows.rebooking import OPEN, Rebooking, appointments
from workflows.steps.change import (
    Way,
    calendar_file,
    cancel_page,
    change_page,
    signed_calendar,
)

PER_PAGE = 25
TONES = {
    AppointmentState.BOOKED: "info",
    AppointmentState.ATTENDED: "ok",
    AppointmentState.ABSENT: "bad",
}


class AppointmentFilter(django_filters.FilterSet):
    """By service and state; words are asked of a center's long list."""

    when = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")
    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Number or firm")}),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Service"),
        field_name="slot__kind",
        choices=[c for c in ServiceKind.choices if c[0] != ServiceKind.VISIT],
        empty_label=gettext_lazy("All services"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=AppointmentState.choices,
        empty_label=gettext_lazy("All states"),
    )

    class Meta:
        model = Appointment
        fields: list[str] = []

    def keep(self, rows: Any, name: str, value: str) -> Any:
        """Coming or past is asked by the view; the form only carries it on."""
        return rows

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By number or firm."""
        return rows.filter(
            Q(number__icontains=value) | Q(company__name__icontains=value)
        )


@require_safe
@for_deed("bookings.view_appointments")
def appointment_list(request: HttpRequest) -> HttpResponse:
    """The firm's or the center's appointments, coming or past; also as CSV."""
    at, user = clock.now(), person(request)
    found = AppointmentFilter(
        request.GET,
        queryset=appointments().visible_to(user),  # type: ignore[attr-defined]
    )
    coming = Q(state=AppointmentState.BOOKED, slot__ends_at__gt=at)
    past = request.GET.get("when") == "past"
    rows = {
        False: found.qs.filter(coming).order_by("slot__starts_at", "pk"),
        True: found.qs.exclude(coming).order_by("-slot__starts_at", "-pk"),
    }
    if wants_csv(request):
        note_read(request, "bookings.export_appointments")
        return _as_csv(rows[past])
    company = user.acting.company if user.acting else None
    context = {
        "filter": found,
        "page": LongList(rows[past], PER_PAGE).get_page(request.GET.get("page")),
        "past": past,
        "tabs": _tabs(past),
        "closed": (closed := closed_by_absences(company, at=at) if company else None),
        "closed_words": closing_words(closed) if closed else "",
    }
    return render(request, "appointments/list.html", context)


def _tabs(past: bool) -> list[dict[str, Any]]:
    url = reverse("appointments")
    return [
        {"label": _("Coming"), "url": url, "current": not past},
        {"label": _("Past"), "url": f"{url}?when=past", "current": past},
    ]


def _as_csv(rows: QuerySet[Appointment]) -> HttpResponse:
    heads = [_("Number"), _("Firm"), _("Service"), _("Time"), _("State")]
    cells = (
        [row.number, row.company.name, row.slot.get_kind_display(),
         slot_when(row.slot), row.get_state_display()]
        for row in rows
    )  # fmt: skip
    return csv_file("appointments", heads, cells)


def _visible(request: HttpRequest, number: str) -> Appointment:
    user = person(request)
    if not user.has_perm("bookings.view_appointments"):
        raise Http404
    rows: Any = appointments()
    found: Appointment = get_object_or_404(rows.visible_to(user), number=number)
    return found


@require_safe
def appointment(request: HttpRequest, number: str) -> HttpResponse:
    """What, when, where; the square to be checked in by; every change."""
    row, user = _visible(request, number), person(request)
    page = Rebooking(row, clock.now())
    state = page.state_for(user)
    here = f"{site_of(request)}{request.path}"
    to_scan = row.state == AppointmentState.BOOKED and user.role == Role.COMPANY
    context = {
        "row": row,
        "page": page,
        "state": state,
        "is_open": state == OPEN,
        "tone": TONES.get(AppointmentState(row.state), ""),
        "link": here,
        "calendar": signed_calendar(row, user),
        "square": square(f"{here}check-in/") if to_scan else "",
        "history": history_of(row),
        "may_check_in": user.has_perm("bookings.check_in", row),
    }
    return render(request, "appointments/one.html", context)


def square(address: str) -> SafeString:
    """The address as a QR square: inline SVG without any style."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        scale=4,
        border=2,
        dark="#14202e",
        light="#ffffff",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=_("Square to be scanned at the center"),
    )
    return SafeString(drawn)


def _way(row: Booked) -> Way:
    here = reverse("appointment", args=[row.number])
    return Way(
        back=here,
        change_url=reverse("change_appointment", args=[row.number]),
        cancel_url=reverse("cancel_appointment", args=[row.number]),
        calendar_url=reverse("appointment_calendar", args=[row.number]),
        done=lambda moved: reverse("appointment", args=[moved.number]),
    )


def _rows(request: HttpRequest) -> Any:
    rows: Any = appointments()
    return rows.visible_to(person(request))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Another time."""
    row = row_or_404(request, "bookings.reschedule", _rows(request), number=number)
    page = Rebooking(row, clock.now())
    return change_page(request, page, person(request), _way(row))


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The end."""
    row = row_or_404(request, "bookings.cancel", _rows(request), number=number)
    page = Rebooking(row, clock.now())
    return cancel_page(request, page, person(request), _way(row))


@require_safe
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """Its file for a calendar program."""
    return calendar_file(request, _visible(request, number))
