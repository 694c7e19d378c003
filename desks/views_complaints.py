"""Complaints: the list, one of them, filing one about a case, taking it back."""

from typing import Any
from uuid import UUID, uuid4

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from bookings.models import Booking
from complaints.actions import why_not
from complaints.choices import ComplaintState, Topic
from complaints.models import Complaint, Evidence
from desks.complaintfile import complaint_context, complaints_for, row_of
from desks.doors import for_deed, row_or_404
from desks.reading import note_read
from face.csv_files import csv_file, wants_csv
from face.files import answer
from face.kept_files import (
    KeepsFiles,
    KeptPapersField,
    keep_files,
    sent_files,
    takes_out,
)
from foundation import clock
from foundation.access.roles import HOME_OF, Home
from foundation.attachments import MOST_FILES
from foundation.errors import DomainError
from providers.models import Provider
from workflows.start_complaint import begin_complaint, take_complaint_back
from workflows.steps.forms import say_why_not

PER_PAGE = 25


class ComplaintFilter(django_filters.FilterSet):
    """Find complaints by words, state and provider."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Number or firm")}),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=ComplaintState.choices,
        empty_label=gettext_lazy("All states"),
    )
    provider = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Provider"),
        queryset=lambda request: _providers(person(request)),
        empty_label=gettext_lazy("All providers"),
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By its number, the case's, or the firm."""
        return rows.filter(
            Q(number__icontains=value)
            | Q(booking__number__icontains=value)
            | Q(company__name__icontains=value)
        )


def _providers(user: Any) -> Any:
    """Those of whom the person sees a complaint."""
    rows = complaints_for(user).order_by().values("provider")
    return Provider.objects.filter(pk__in=rows)


@for_deed("complaints.view")
def complaints(request: HttpRequest) -> HttpResponse:
    """Those the person may see, the newest first; also as CSV."""
    user = person(request)
    rows = complaints_for(user).with_names()
    found = ComplaintFilter(request.GET, queryset=rows, request=request)
    if wants_csv(request):
        note_read(request, "complaints.export")
        return _as_csv(found.qs)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "rows": [row_of(row) for row in page],
        "is_party": HOME_OF[user.role] in (Home.COMPANY, Home.PROVIDER),
    }
    return render(request, "desks/complaints.html", context)


def _as_csv(rows: Any) -> HttpResponse:
    heads = [_("Number"), _("Case number"), _("Firm"), _("Provider"), _("District"),
             _("About"), _("Filed on"), _("State"), _("Decided on"),
             _("Veto")]  # fmt: skip
    cells = (
        [row.number, row.booking.number, row.company.name, row.provider.name,
         row.booking.district.name, row.get_topic_display(), _iso(row.filed_at),
         row.get_state_display(), _iso(row.decided_at), row.get_veto_display()]
        for row in rows
    )  # fmt: skip
    return csv_file("complaints", heads, cells)


def _iso(moment: Any) -> str:
    return clock.local_day(moment).isoformat() if moment else ""


@require_safe
@for_deed("complaints.view")
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint: what happened, the answer, the decision, where it stands."""
    rows = complaints_for(person(request)).with_names()
    rows = rows.select_related("filed_by", "answered_by", "decided_by")
    found = get_object_or_404(rows, pk=pk)
    context = complaint_context(found, person(request))
    return render(request, "desks/complaint.html", context)


class ComplaintForm(KeepsFiles):
    """About what, what happened, and what shows it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    topic = forms.ChoiceField(
        label=gettext_lazy("What is the complaint about?"),
        choices=Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what it is about.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("When, who, what. The provider and the bureau read it."),
        error_messages={"required": gettext_lazy("Please write what happened.")},
    )
    evidence = KeptPapersField(
        label=gettext_lazy("Evidence"), most=MOST_FILES, required=False
    )


@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, number: str) -> HttpResponse:
    """The form of a firm about one of its cases."""
    rows = Booking.objects.visible_to(request.user).with_names()
    booking: Booking = row_or_404(request, "complaints.file", rows, number=number)
    form = ComplaintForm(
        request.POST or None, request.FILES or None, initial={"key": uuid4()},
        by=person(request),
    )  # fmt: skip
    if request.method == "POST" and not takes_out(form) and form.is_valid():
        made = _file(request, booking, form)
        if made is not None:
            sent_files(form)
            messages.success(request, _("Filed: the provider has to answer now."))
            return redirect("complaint", pk=made.pk)
    running = complaints_for(person(request)).open().filter(booking=booking).first()
    context = {
        "case": booking,
        "form": form,
        "running": running,
        "why_not": why_not(booking, on=clock.today()),
    }
    status = 422 if form.errors else 200
    keep_files(form, at=clock.now())
    return render(request, "desks/complain.html", context, status=status)


def _file(
    request: HttpRequest, booking: Booking, form: ComplaintForm
) -> Complaint | None:
    facts = form.cleaned_data
    key: UUID = facts["key"]
    try:
        return begin_complaint(
            booking=booking,
            topic=facts["topic"],
            text=facts["text"],
            files=facts["evidence"],
            key=key,
            by=person(request),
            at=clock.now(),
        )
    except DomainError as error:
        say_why_not(form, error)
        return None


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm takes its complaint back while it is undecided."""
    rows = complaints_for(person(request))
    found = row_or_404(request, "complaints.withdraw", rows, pk=pk)
    try:
        take_complaint_back(complaint=found, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. Nothing more follows."))
    return redirect("complaint", pk=pk)


@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A picture or PDF of either side, to those who may read the complaint."""
    rows = Evidence.objects.filter(complaint__in=complaints_for(person(request)))
    rows = rows.select_related("complaint")
    row: Any = get_object_or_404(rows, pk=pk)
    note_read(request, "complaints.read_evidence", row.complaint)
    return answer(row.file, row.kind, f"complaint-{row.complaint_id}-{row.pk}")
