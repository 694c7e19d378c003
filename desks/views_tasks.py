"""The page of one human step, and taking, putting back or handing it over."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import person
from face.formats import moment
from foundation import clock
from foundation.errors import DomainError, LostRace
from workflows import engine
from workflows.models import Draft, Due
from workflows.people import candidates_to_take
from workflows.steps.base import due_or_404, stale
from workflows.steps.forms import texts_in
from workflows.steps.registry import STEPS, step_for
from workflows.summary import page_of, way_on


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show or do the step; whoever may only look is sent to the case."""
    due = due_or_404(request, task_id)
    if due.done_at is not None and request.method == "GET":
        return _ended(request, due)
    may = person(request).has_perm(due.deed, due)
    step_class = step_for(due.node, may)
    if step_class is None or not (
        may or person(request).has_perm(step_class.deed, due)
    ):
        return redirect(page_of(due.subject))
    step = step_class(request, due)
    return step.post() if request.method == "POST" else step.get()


def _ended(request: HttpRequest, due: Due) -> HttpResponse:
    """On to where it stands now; what the person had typed and not sent comes back."""
    draft = Draft.objects.own(person(request)).filter(due=due).first()
    if draft is None:
        messages.info(request, done_words(due))
        return redirect(way_on(due.subject, request.user))
    step = STEPS[due.node]
    context = {
        "what": done_words(due),
        "back_url": way_on(due.subject, request.user),
        "typed": list(texts_in(step.form_class, draft.typed)),
    }
    return render(request, "409.html", context, status=409)


def done_words(due: Due) -> str:
    """Who did the step and when, for whoever follows an old link to it."""
    if due.done_by is None or due.done_at is None:
        return _("This step is no longer open.")
    facts = {
        "step": due.task.flow_task.task_title,
        "name": due.done_by.name,
        "at": moment(due.done_at),
    }
    return _("%(step)s: done by %(name)s, %(at)s.") % facts


@require_POST
def claim(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take an open step."""
    due = due_or_404(request, task_id)
    try:
        engine.claim(due=due, by=person(request), at=clock.now())
    except LostRace as error:
        return stale(request, due, error)
    messages.success(request, _("This step is yours now."))
    return redirect(request.POST.get("next") or "inbox")


@require_POST
def release(request: HttpRequest, task_id: int) -> HttpResponse:
    """Put an own step back for everybody."""
    due = due_or_404(request, task_id)
    engine.release(due=due, by=person(request), at=clock.now())
    messages.success(request, _("The step is open to everybody again."))
    return redirect("inbox")


class HandOverForm(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(queryset=User.objects.none(), empty_label="—")
    reason = forms.CharField(max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, people: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["to"].label = _("Hand over to")
        self.fields["reason"].label = _("Reason")


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give an open step to somebody else who may do it."""
    due = due_or_404(request, task_id)
    if not person(request).has_perm("workflows.reassign", due):
        return redirect(page_of(due.subject))
    people = candidates_to_take(due, at=clock.now())
    form = HandOverForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            engine.reassign(
                due=due,
                to=form.cleaned_data["to"],
                by=person(request),
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except LostRace as error:
            return stale(request, due, error, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The step has changed hands."))
            return redirect(page_of(due.subject))
    status = 422 if form.errors else 200
    context = {"due": due, "form": form, "back": page_of(due.subject)}
    return render(request, "desks/hand_over.html", context, status=status)
