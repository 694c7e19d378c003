"""A provider's consultants: list, one, add, change, inactive; the center reads."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings.actions.leaves import Touched, set_active, visits_ahead
from bookings.arrivals import ask_of, free_for
from bookings.serving import monday_of
from bookings.serving_words import obstacle_words
from desks.consultant_forms import (
    ConsultantForm,
    LeaveForm,
    initial_of,
    week_words,
    weekday_words,
)
from desks.doors import for_deed, row_or_404
from desks.reading import note_read
from desks.replan import replan_for
from face.csv_files import csv_file, wants_csv
from foundation import clock
from foundation.errors import DomainError
from providers.actions import DEED, add_consultant, change_consultant
from providers.models import Consultant, Leave, Provider
from workflows.reassigning import STAGES

PER_PAGE = 25
SHOWN = 2  # sectors in the list, the rest as a number


class ConsultantFilter(django_filters.FilterSet):
    """Find consultants by words and by whether they are at work."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Name or provider")}),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[
            ("away", gettext_lazy("On leave today")),
            ("left", gettext_lazy("Inactive")),
        ],
        empty_label=gettext_lazy("Active"),
        null_label=gettext_lazy("All"),
    )

    class Meta:
        model = Consultant
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By name or provider."""
        return rows.filter(
            Q(name__icontains=value) | Q(provider__name__icontains=value)
        )

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Away today, or inactive."""
        today = clock.today()
        if value == "away":
            away = Leave.objects.filter(first_on__lte=today, last_on__gte=today)
            return rows.active().filter(pk__in=away.values("consultant"))
        return rows if value == "null" else rows.filter(is_active=False)


@for_deed("providers.view_consultants")
def consultants(request: HttpRequest) -> HttpResponse:
    """Who visits firms, when and where; also as CSV."""
    monday = monday_of(clock.today())
    week = (monday, monday + timedelta(days=6))
    visible = Consultant.objects.visible_to(request.user).select_related("provider")
    found = ConsultantFilter(request.GET, queryset=visible)
    rows = found.qs if request.GET.get("state") else found.qs.active()
    rows = (
        rows.annotate(
            this_week=Count("reservations", filter=Q(reservations__on__range=week))
        )
        .prefetch_related("skills", "districts", "leaves")
        .order_by("provider__name", "-is_active", "name", "pk")
    )
    if wants_csv(request):
        note_read(request, "providers.export_consultants")
        return _as_csv(rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "rows": [line(row) for row in page],
        "may_add": person(request).has_perm("providers.add_consultant"),
    }
    return render(request, "desks/consultants.html", context)


def line(row: Any) -> dict[str, Any]:
    """One row of the list: the person and its time in words."""
    today = clock.today()
    ahead = [leave for leave in row.leaves.all() if leave.last_on >= today]
    leave = min(ahead, key=lambda one: one.first_on, default=None)
    return {
        "row": row,
        "days": weekday_words(row.weekdays),
        "districts": _(", ").join(str(one) for one in row.districts.all()),
        "sectors": (sectors := [one.get_sector_display() for one in row.skills.all()]),
        "shown": _(", ").join(sectors[:SHOWN]),
        "more": max(0, len(sectors) - SHOWN),
        "week": week_words(row.this_week, row.per_week),
        "full": row.per_week is not None and row.this_week >= row.per_week,
        "leave": leave,
        "away": leave is not None and leave.first_on <= today,
    }


def _as_csv(rows: Any) -> HttpResponse:
    heads = [_("Name"), _("Provider"), _("May lead"), _("Sectors"), _("Weekdays"),
             _("Districts"), _("Visits a week at most"), _("This week"),
             _("Next leave"), _("Active")]  # fmt: skip
    cells = []
    for item in map(line, rows):
        row, leave = item["row"], item["leave"]
        cells.append([
            row.name, row.provider.name, _("Yes") if row.may_lead else _("No"),
            _(", ").join(item["sectors"]), item["days"], item["districts"],
            row.per_week or "", row.this_week,
            f"{leave.first_on} – {leave.last_on}" if leave else "",
            _("Yes") if row.is_active else _("No"),
        ])  # fmt: skip
    return csv_file("consultants", heads, cells)


@for_deed("providers.view_consultants")
def consultant(request: HttpRequest, consultant_id: int) -> HttpResponse:
    """One consultant: terms, leave, visits ahead and what is wrong with them."""
    return consultant_page(request, found(request, consultant_id), LeaveForm())


def found(request: HttpRequest, consultant_id: int) -> Consultant:
    """The consultant, if the person may see it."""
    rows = Consultant.objects.visible_to(request.user).select_related("provider")
    row: Consultant = get_object_or_404(rows, pk=consultant_id)
    return row


def mine(request: HttpRequest, consultant_id: int) -> Consultant:
    """The consultant, if it is the person's to change; 404 otherwise."""
    rows = Consultant.objects.visible_to(request.user).select_related("provider")
    row: Consultant = row_or_404(request, DEED, rows, pk=consultant_id)
    return row


def consultant_page(
    request: HttpRequest,
    row: Consultant,
    form: LeaveForm,
    touched: Any = (),
    status: int = 200,
) -> HttpResponse:
    """The page, with the leave as typed and the visits it would touch."""
    today = clock.today()
    ahead = list(visits_ahead(row, today))
    asks = {visit.pk: ask_of(visit.booking) for visit in ahead}
    known = [ask for ask in asks.values() if ask]
    arrivals = free_for(known, [row.pk])
    visits = []
    for visit in ahead:
        ask = asks[visit.pk]
        why = obstacle_words(arrivals.why_not(row.pk, ask)) if ask else []
        visits.append((visit, why, visit.booking.stage in STAGES))
    context = {
        "row": row,
        "days": weekday_words(row.weekdays),
        "districts": _(", ").join(str(one) for one in row.districts.all()),
        "sectors": _(", ").join(
            skill.get_sector_display() for skill in row.skills.all()
        ),
        "leaves": row.leaves.filter(last_on__gte=today).order_by("first_on"),
        "visits": visits,
        "form": form,
        "touched": touched,
        "may_change": person(request).has_perm(DEED, row),
    }
    return render(request, "desks/consultant.html", context, status=status)


@for_deed("providers.add_consultant")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One person more."""
    provider = get_object_or_404(Provider.objects.visible_to(request.user))
    initial = {"weekdays": list("01234"), "may_lead": True}
    form = ConsultantForm(request.POST or None, provider=provider, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = add_consultant(
                provider=provider, by=person(request), at=clock.now(), **form.deed()
            )
        except DomainError as error:
            form.add_error("phone", str(error))
        else:
            return _saved(request, row)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, consultant_id: int) -> HttpResponse:
    """What is known of a consultant."""
    row = mine(request, consultant_id)
    form = ConsultantForm(
        request.POST or None, provider=row.provider, initial=initial_of(row)
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_consultant(
                consultant=row, by=person(request), at=clock.now(), **form.deed()
            )
        except DomainError as error:
            form.add_error("phone", str(error))
        else:
            return _saved(request, row)
    return _form_page(request, form, row)


def _form_page(
    request: HttpRequest, form: ConsultantForm, row: Consultant | None
) -> HttpResponse:
    context = {"form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "desks/consultant_form.html", context, status=status)


def _saved(request: HttpRequest, row: Consultant) -> HttpResponse:
    replan_for(row.provider_id, at=clock.now())
    messages.success(request, _("Saved. The free half-days follow."))
    return redirect("consultant", row.pk)


@require_POST
def set_state(request: HttpRequest, consultant_id: int) -> HttpResponse:
    """Leaves for good, or is back."""
    row = mine(request, consultant_id)
    on = request.POST.get("active") == "1"
    try:
        set_active(consultant=row, active=on, by=person(request), at=clock.now())
    except Touched as refusal:
        messages.error(request, str(refusal))
        return redirect("consultant", row.pk)
    return _saved(request, row)
