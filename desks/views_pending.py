"""Decisions the bureau keeps: of a call, or on centers; published together."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from admissions.models import Call
from desks.doors import for_deed
from foundation import clock
from foundation.errors import DomainError
from workflows.kept import VIEW
from workflows.models import Due
from workflows.preparing import drop
from workflows.steps.base import due_or_404
from workflows.steps.pending import kept, lines_of, publish_all
from workflows.steps.prepares import version_of

PUBLISH = "workflows.publish_decisions"
OF_CALLS = ("decide_application", "decide_admission_again")


@require_http_methods(["GET", "POST"])
@for_deed(VIEW)
def of_call(request: HttpRequest, pk: int) -> HttpResponse:
    """The pending decisions of one call, on objections to its admissions too."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    of = {"due__application__call": call}
    open_ones = (
        Due.objects.visible_to(request.user)
        .open()
        .filter(node__in=OF_CALLS, application__call=call)
    )
    back = reverse("call", args=[pk])
    return _answer(request, of, open_ones, {"sub": call.name, "back": back})


@require_http_methods(["GET", "POST"])
@for_deed(VIEW)
def of_centers(request: HttpRequest) -> HttpResponse:
    """The pending decisions on designations."""
    of = {"due__designation__isnull": False}
    open_ones = (
        Due.objects.visible_to(request.user).open().filter(node="decide_designation")
    )
    words = {"sub": _("Designation of centers"), "back": reverse("designations")}
    return _answer(request, of, open_ones, words)


def _answer(
    request: HttpRequest, of: dict[str, Any], open_ones: Any, words: dict[str, Any]
) -> HttpResponse:
    may = person(request).has_perm(PUBLISH)
    if request.method == "POST":
        if not may:
            raise Http404
        return _published(request)
    at, rows = clock.now(), list(kept(request.user, **of))
    chosen = {task for task, _version in _chosen(request)}
    if chosen and may:
        rows = [row for row in rows if row.due.task_id in chosen]
    context = {
        **words,
        "lines": lines_of(rows, at),
        "may": may,
        "open": open_ones.filter(prepared=None).count(),
    }
    confirm = chosen and rows and may
    page = "desks/pending_confirm.html" if confirm else "desks/pending.html"
    return render(request, page, context)


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    """The (task, version) pairs that were ticked; what is no pair is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    pairs = [text.partition("-") for text in sent.getlist("decision")]
    found = [(version_of(task), version_of(number)) for task, _dash, number in pairs]
    return [pair for pair in found if all(pair)]


def _published(request: HttpRequest) -> HttpResponse:
    """Say what was published and what was passed over, and why."""
    ended = publish_all(request, _chosen(request), clock.now())
    n = len(ended.done)
    if n:
        words = ngettext(
            "%(n)d decision is published.", "%(n)d decisions are published.", n
        )
        messages.success(request, words % {"n": n})
    for line in ended.passed_over:
        messages.warning(request, line)
    if not n and not ended.passed_over:
        messages.error(request, _("Choose the decisions to publish first."))
    return redirect(request.path)


@require_POST
@for_deed(PUBLISH)
def drop_decision(request: HttpRequest, task_id: int) -> HttpResponse:
    """Drop one; the step is open as before."""
    due = due_or_404(request, task_id)
    seen = version_of(request.POST.get("seen", ""))
    try:
        drop(due=due, seen=seen, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The pending decision is dropped."))
    return redirect("task", task_id=task_id)
