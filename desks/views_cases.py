"""Lists of cases and the one page each case has for all who may see it."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person
from bookings.actions.telling import Booked
from bookings.choices import Stage
from bookings.models import Booking
from campaigns.models import Campaign
from desks.complaintfile import of_case
from desks.history import history_of
from desks.reading import note_read
from desks.saved import saved_of
from desks.targets import asked_of
from diagnoses.models import VisitPhoto
from face.csv_files import csv_file, wants_csv
from face.files import answer
from face.paging import LongList
from foundation import clock
from foundation.access.policies import deeds_of
from foundation.access.roles import HOME_OF, Home
from workflows.casefile import case_context
from workflows.models import Due
from workflows.reading import report_context
from workflows.rebooking import OPEN, Rebooking
from workflows.rebooking import cases as bookable_cases
from workflows.returning import REFERABLE, may_end, way_back
from workflows.steps.change import (
    Way,
    calendar_file,
    cancel_page,
    change_page,
    signed_calendar,
)

PER_PAGE = 25


class CaseFilter(django_filters.FilterSet):
    """Find cases by words, stage and campaign."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Number or firm")}),
    )
    stage = django_filters.ChoiceFilter(
        label=gettext_lazy("Stage"),
        choices=Stage.choices,
        empty_label=gettext_lazy("All stages"),
    )
    campaign = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Campaign"),
        queryset=Campaign.objects.all(),
        empty_label=gettext_lazy("All campaigns"),
    )

    class Meta:
        model = Booking
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By number, firm or credit code."""
        return rows.filter(
            Q(number__icontains=value)
            | Q(company__name__icontains=value)
            | Q(company__credit_code__iexact=value)
        )


def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the acting home, newest first; also as CSV."""
    found = CaseFilter(
        request.GET, queryset=Booking.objects.visible_to(person(request)).with_names()
    )
    rows = found.qs.order_by("-booked_at", "-pk")
    if wants_csv(request):
        note_read(request, "bookings.export")
        return _as_csv(rows)
    page = LongList(rows, PER_PAGE).get_page(request.GET.get("page"))
    saved = saved_of(request.user, "cases")
    context = {"filter": found, "page": page, "saved": saved}
    return render(request, "desks/cases.html", context)


def _as_csv(rows: Any) -> HttpResponse:
    heads = [_("Case number"), _("Firm"), _("District"), _("Provider"), _("Stage"),
             _("Day")]  # fmt: skip
    cells = (
        [row.number, row.company.name, row.district.name, row.provider,
         row.get_stage_display(), row.slot.on.isoformat() if row.slot else ""]
        for row in rows
    )  # fmt: skip
    return csv_file("cases", heads, cells)


def case(request: HttpRequest, number: str) -> HttpResponse:
    """Path, who must act by when, timeline, documents."""
    booking, user = _own(request, number), person(request)
    context = case_context(booking, user, at=clock.now())
    page = Rebooking(booking, clock.now())
    state = page.state_for(user)
    context |= of_case(booking, user) | {
        "page": page,
        "state": state,
        "calendar": signed_calendar(booking, user),
        "may_change": state == OPEN and user.has_perm("bookings.reschedule", booking),
        "way_back": way_back(booking, user),
        "may_refer": booking.stage in REFERABLE
        and user.has_perm("bookings.refer", booking),
        "may_end": may_end(booking, user),
        "is_mine_to_change": user.has_perm("bookings.cancel", booking),
        "history": history_of(booking),
        "may_see_why": "assignments.see_why" in deeds_of(user.role),
    }
    if "bookings.book_for" in deeds_of(user.role):
        context |= asked_of(booking, request)
    return render(request, "desks/case.html", context)


@require_safe
def visit_photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo of a visit, to those who may see its case."""
    row = get_object_or_404(VisitPhoto.objects.visible_to(request.user), pk=pk)
    note_read(request, "diagnoses.see_photo", row.visit.diagnosis.booking)
    return answer(row.file, row.kind, f"visit-{row.visit_id}-{row.pk}")


def report(request: HttpRequest, number: str) -> HttpResponse:
    """The report of a case, to read and to print."""
    booking = get_object_or_404(
        Booking.objects.visible_to(person(request)).with_names(), number=number
    )
    context = report_context(booking)
    may_read = context["report"] is not None and (
        person(request).role != "company" or context["report"].state == "passed"
    )
    if not may_read:
        messages.info(request, _("The report can be read once the center passed it."))
        return redirect("case", number=number)
    if HOME_OF[person(request).role] in (Home.CITY, Home.DISTRICT):
        note_read(request, "diagnoses.read_report", booking)
    if person(request).role == "company":
        context["sign_due"] = Due.objects.filter(
            booking=booking, node="sign_off", done_at=None
        ).first()
    return render(request, "desks/report.html", context)


def _way(row: Booked) -> Way:
    here = reverse("case", args=[row.number])
    return Way(
        back=here,
        change_url=reverse("change_case", args=[row.number]),
        cancel_url=reverse("cancel_case", args=[row.number]),
        calendar_url=reverse("case_calendar", args=[row.number]),
        done=lambda moved: reverse("case", args=[moved.number]),
    )


def _own(request: HttpRequest, number: str) -> Booking:
    rows: Any = bookable_cases()
    found: Booking = get_object_or_404(rows.visible_to(person(request)), number=number)
    return found


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Another half-day for the visit; who may not is sent back to the case."""
    booking = _own(request, number)
    if not person(request).has_perm("bookings.reschedule", booking):
        return redirect("case", number=number)
    page = Rebooking(booking, clock.now())
    return change_page(request, page, person(request), _way(booking))


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel a case before its visit."""
    booking = _own(request, number)
    if not person(request).has_perm("bookings.cancel", booking):
        return redirect("case", number=number)
    page = Rebooking(booking, clock.now())
    return cancel_page(request, page, person(request), _way(booking))


@require_safe
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The visit's file for a calendar program."""
    return calendar_file(request, _own(request, number))
