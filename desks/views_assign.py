"""The center's waiting cases: the optimum for all, confirmed singly or in bulk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person
from assignments.actions import confirm_as_proposed, optimise
from assignments.models import Clash
from assignments.words import kind_words
from bookings.choices import Stage
from bookings.models import Booking
from desks.doors import for_deed
from desks.waiting_cases import Waiting, gain_of, reasons_of, waiting_cases
from foundation import clock
from foundation.access.policies import deeds_of
from foundation.errors import DomainError
from workflows import engine

CONFIRM, SEE, WHY = "assignments.confirm", "assignments.view", "assignments.see_why"


@require_safe
@for_deed(SEE)
def assign(request: HttpRequest) -> HttpResponse:
    """Every waiting case with its proposal, the gain of the optimum, open clashes."""
    user = person(request)
    rows = waiting_cases(user)
    clashes = Clash.objects.visible_to(user).filter(settled_at=None)
    found = clashes.select_related("booking__company", "booking__slot", "provider")
    context = {
        "rows": rows,
        "gain": gain_of(rows, at=clock.now()),
        "ready": sum(row.can_confirm for row in rows),
        "may_confirm": CONFIRM in deeds_of(user.role),
        "clashes": [(row, _(", ").join(kind_words(row.kinds))) for row in found],
    }
    return render(request, "desks/assign.html", context)


@require_POST
@for_deed("assignments.optimise")
def optimise_all(request: HttpRequest) -> HttpResponse:
    """Propose anew for all waiting cases together."""
    user = person(request)
    cases = Booking.objects.visible_to(user).filter(stage=Stage.CONFIRMING)
    changed = optimise(
        bookings=list(cases.with_names().order_by("pk")), by=user, at=clock.now()
    )
    words = ngettext(
        "%(n)d proposal has changed.", "%(n)d proposals have changed.", changed
    )
    messages.success(request, words % {"n": changed})
    return redirect("assign")


@require_POST
def confirm_many(request: HttpRequest) -> HttpResponse:
    """Confirm the chosen proposals as they were seen; one outcome for each case."""
    user = person(request)
    if CONFIRM not in deeds_of(user.role):
        raise Http404
    chosen = set(request.POST.getlist("case"))
    rows = [row for row in waiting_cases(user) if row.case.number in chosen]
    if not rows:
        messages.error(request, _("Choose the cases to confirm first."))
        return redirect("assign")
    refusals = [_confirm_one(request, row) for row in rows]
    done = refusals.count("")
    for words in filter(None, refusals):
        messages.error(request, words)
    if done:
        words = ngettext(
            "%(n)d case has its provider; it is told.",
            "%(n)d cases have their providers; they are told.",
            done,
        )
        messages.success(request, words % {"n": done})
    return redirect("assign")


def _confirm_one(request: HttpRequest, row: Waiting) -> str:
    """Why this case was not confirmed, '' where it was."""
    user, at = person(request), clock.now()
    seen = request.POST.get(f"seen_{row.case.number}", "")
    name = f"{row.case.company.name} {row.case.number}"
    if row.due is None or not seen.isdecimal():
        return f"{name}: {_('No provider is proposed for this case.')}"

    def perform(case: Any, _task: Any) -> None:
        confirm_as_proposed(booking=case, seen=int(seen), by=user, at=at)

    try:
        engine.complete(due=row.due, by=user, at=at, perform=perform)
    except DomainError as error:
        return f"{name}: {error}"
    return ""


@require_safe
def why(request: HttpRequest, number: str) -> HttpResponse:
    """Why this one, why not that: every proposal of the case."""
    user = person(request)
    rows = Booking.objects.visible_to(user).with_names()
    case = get_object_or_404(rows, number=number)
    if not user.has_perm(WHY, case):
        raise Http404
    context = {"case": case, "reasons": reasons_of(case)}
    return render(request, "desks/why.html", context)
