"""The bureau's calls: list, draft, publication, and how applications stand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from admissions.actions import publish_call, save_call
from admissions.choices import ApplicationState
from admissions.models import Application, Call
from admissions.rules import places
from admissions.usual import usual_call
from desks.admission_forms import CallForm, call_initial
from desks.doors import for_deed
from foundation import clock
from foundation.errors import DomainError
from workflows.admissionfile import TONES
from workflows.kept import pending_by_call
from workflows.steps.forms import say_why_not

DEED = "admissions.manage_calls"
PER_PAGE = 25


@for_deed("admissions.view_all")
def calls(request: HttpRequest) -> HttpResponse:
    """Every call, the newest first, with how many applied."""
    handed_in = ~Q(applications__state=ApplicationState.DRAFT)
    rows = Call.objects.visible_to(request.user).select_related("campaign")
    rows = rows.annotate(n=Count("applications", filter=handed_in))
    rows = rows.order_by("-opens_on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    pending = {call.pk: n for call, n in pending_by_call(person(request))}
    context = {
        "page": page,
        "rows": [(row, pending.get(row.pk, 0)) for row in page],
        "today": clock.today(),
        "may_call": person(request).has_perm(DEED),
    }
    return render(request, "desks/calls.html", context)


@require_http_methods(["GET", "POST"])
@for_deed(DEED)
def new_call(request: HttpRequest) -> HttpResponse:
    """A new draft, filled in with what calls usually ask for."""
    form = CallForm(request.POST or None, initial=_usual())
    if request.method == "POST" and form.is_valid():
        made = _saved(request, None, form)
        if made is not None:
            return redirect("call", pk=made.pk)
    context = {"form": form, "call": None}
    status = 422 if form.errors else 200
    return render(request, "desks/call_edit.html", context, status=status)


def _usual() -> dict[str, Any]:
    return call_initial(Call(campaign_id=0, **usual_call()))


@require_http_methods(["GET", "POST"])
@for_deed("admissions.view_all")
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft is changed here; a published call shows who applied, by place."""
    rows = Call.objects.visible_to(request.user).select_related("campaign")
    row = get_object_or_404(rows, pk=pk)
    may = person(request).has_perm(DEED)
    if row.published_at is not None or not may:
        return render(request, "desks/call.html", _published(request, row))
    form = CallForm(request.POST or None, initial=call_initial(row))
    if request.method == "POST" and form.is_valid() and _saved(request, row, form):
        messages.success(request, _("The draft is kept."))
        return redirect("call", pk=pk)
    context = {"form": form, "call": row}
    status = 422 if form.errors else 200
    return render(request, "desks/call_edit.html", context, status=status)


def _published(request: HttpRequest, row: Call) -> dict[str, Any]:
    seen = Application.objects.visible_to(request.user).filter(call=row)
    found = seen.handed_in().with_names()
    scored = found.exclude(score=None).exclude(state=ApplicationState.WITHDRAWN)
    at = places(dict(scored.values_list("pk", "score")))
    lines = [
        {"row": one, "place": at.get(one.pk), "tone": TONES.get(one.state, "")}
        for one in found
    ]
    last = len(lines) + 1
    lines.sort(key=lambda line: (line["place"] or last, -line["row"].pk))
    waiting = {call.pk: n for call, n in pending_by_call(person(request))}
    return {
        "call": row,
        "lines": lines,
        "today": clock.today(),
        "pending": waiting.get(row.pk, 0),
    }


def _saved(request: HttpRequest, row: Call | None, form: CallForm) -> Call | None:
    by, at = person(request), clock.now()
    try:
        return save_call(call=row, facts=form.cleaned_data, by=by, at=at)
    except DomainError as error:
        say_why_not(form, error)
        return None


@require_POST
@for_deed(DEED)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on everybody reads it."""
    row = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    try:
        publish_call(call=row, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The call is public now."))
    return redirect("call", pk=pk)
