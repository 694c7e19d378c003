"""What a person types into a step is kept while they type; nobody else sees it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import person
from foundation import clock
from foundation.errors import DomainError
from workflows.kept import discard_draft, save_draft
from workflows.models import Due
from workflows.steps.base import due_or_404
from workflows.steps.forms import as_sent
from workflows.steps.registry import step_for


@require_POST
def keep(request: HttpRequest, task_id: int) -> HttpResponse:
    """Keep what stands in the form; answers with when it was saved, or why it is not:
    in the form itself, where the person sees it while typing.
    """
    due = _own_step(request, task_id)
    at, typed = clock.now(), as_sent(request.POST)
    try:
        draft = save_draft(due=due, typed=typed, by=person(request), at=at)
    except DomainError as error:
        why = {"why": str(error)}
        return render(request, "steps/draft_saved.html", why, status=422)
    return render(request, "steps/draft_saved.html", {"draft": draft})


@require_POST
def discard(request: HttpRequest, task_id: int) -> HttpResponse:
    """Forget it; the form is as it was before."""
    due = _own_step(request, task_id)
    discard_draft(due=due, by=person(request))
    messages.success(request, _("The draft is discarded."))
    return redirect("task", task_id=task_id)


def _own_step(request: HttpRequest, task_id: int) -> Due:
    """A step whose page the person may open; others get 404."""
    due, user = due_or_404(request, task_id), person(request)
    may = user.has_perm(due.deed, due)
    step = step_for(due.node, may)
    if step is None or not step.keeps_drafts:
        raise Http404
    if not may and not user.has_perm(step.deed, due):
        raise Http404
    return due
