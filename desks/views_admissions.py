"""Applications for the pool: the list, one of them, its papers."""

from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import person
from admissions.choices import EDITABLE, MAY_WITHDRAW, ApplicationState
from admissions.models import Application, Call, Evidence
from desks.doors import for_deed, row_or_404
from face.files import answer
from foundation import clock
from workflows.admissionfile import TONES, application_context, rows_for
from workflows.kept import pending_by_call

PER_PAGE = 25


class ApplicationFilter(django_filters.FilterSet):
    """Find applications by provider, state and call."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        field_name="provider__name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Provider")}),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=ApplicationState.choices,
        empty_label=gettext_lazy("All states"),
    )
    call = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Call"),
        queryset=Call.objects.public(),
        empty_label=gettext_lazy("All calls"),
    )

    class Meta:
        model = Application
        fields: list[str] = []


@for_deed("admissions.view")
def applications(request: HttpRequest) -> HttpResponse:
    """The bureau's: all handed in; a provider's: its own, and what it can apply to."""
    user, today = person(request), clock.today()
    found = ApplicationFilter(request.GET, queryset=rows_for(user))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    own = user.has_perm("admissions.apply")
    context = {
        "filter": found,
        "page": page,
        "rows": [{"row": row, "tone": TONES.get(row.state, "")} for row in page],
        "own": own,
        "open_calls": Call.objects.open_on(today) if own else [],
        "may_call": user.has_perm("admissions.manage_calls"),
        "pending": pending_by_call(user),
    }
    return render(request, "desks/applications.html", context)


@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: path, papers, timeline, and what is to be done."""
    user = person(request)
    row = row_or_404(request, "admissions.open", rows_for(user), pk=pk)
    own = user.has_perm("admissions.edit", row)
    context = {
        **application_context(row, user, at=clock.now()),
        "may_edit": own and row.state in EDITABLE,
        "may_withdraw": own and row.state in MAY_WITHDRAW,
    }
    return render(request, "desks/application.html", context)


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A paper, to whoever may open its application."""
    rows: Any = Evidence.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    own = rows_for(person(request))
    row_or_404(request, "admissions.open", own, pk=row.application_id)
    return answer(row.file, row.kind, f"evidence-{row.pk}")
