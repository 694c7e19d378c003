"""Several open steps go to one person, each checked for itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import person
from desks.views_tasks import HandOverForm
from foundation import clock
from foundation.access.policies import deeds_of
from foundation.errors import DomainError
from workflows import engine
from workflows.models import Due
from workflows.people import candidates_to_take
from workflows.summary import subject_line

MOST = 50


@require_POST
def hand_over_many(request: HttpRequest) -> HttpResponse:
    """First who could take all of them, then one outcome per step."""
    user = person(request)
    if "workflows.reassign" not in deeds_of(user.role):
        raise Http404
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, _("Choose the steps to hand over first."))
        return redirect("inbox")
    sent = request.POST if "reason" in request.POST else None
    form = HandOverForm(sent, people=_people(chosen))
    if sent is not None and form.is_valid():
        return _each(request, chosen, form)
    context = {
        "form": form,
        "rows": [(due, subject_line(due.subject, user)) for due in chosen],
    }
    status = 422 if form.errors else 200
    return render(request, "desks/hand_over_many.html", context, status=status)


def _chosen(request: HttpRequest) -> list[Due]:
    """The chosen ones among those the person sees; others are left out unsaid."""
    keys = [key for key in request.POST.getlist("task") if key.isdecimal()][:MOST]
    rows = Due.objects.visible_to(person(request)).open().filter(task__in=keys)
    return list(rows.with_names())


def _people(chosen: list[Due]) -> Any:
    """Who could take every one of them."""
    at = clock.now()
    able = [
        {user.pk for user in candidates_to_take(due, at=at)} | {due.task.owner_id}
        for due in chosen
    ]
    return User.objects.filter(pk__in=set.intersection(*able) - {None})


def _each(request: HttpRequest, chosen: list[Due], form: forms.Form) -> HttpResponse:
    """Hand each over; say how many went and why the others did not."""
    done = 0
    for due in chosen:
        try:
            engine.reassign(
                due=due, by=person(request), at=clock.now(), **form.cleaned_data
            )
            done += 1
        except DomainError as error:
            line = subject_line(due.subject, request.user)
            messages.error(request, f"{due.task.flow_task.task_title}, {line}: {error}")
    if done:
        words = ngettext(
            "%(n)d step changed hands.", "%(n)d steps changed hands.", done
        )
        messages.success(request, words % {"n": done})
    return redirect("inbox")
