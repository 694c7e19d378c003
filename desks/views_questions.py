"""Asking the other side of a step, and answering: the clock stands meanwhile."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from foundation import clock
from foundation.errors import DomainError
from workflows import enquiries
from workflows.models import Enquiry, Term
from workflows.steps.base import due_or_404
from workflows.steps.forms import say_why_not
from workflows.summary import page_of, subject_line, way_on


class AskForm(forms.Form):
    """Whom, and what."""

    side = forms.ChoiceField(
        label=gettext_lazy("Whom to ask"), widget=forms.RadioSelect
    )
    question = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write the question.")},
    )

    def __init__(self, *args: Any, sides: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["side"]
        field.choices = [(side.value, side.label) for side in sides]
        if len(sides) == 1:
            field.initial = sides[0].value


class AnswerForm(forms.Form):
    """The answer."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Please write the answer.")},
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, task_id: int) -> HttpResponse:
    """Put a question to the other side; the step's clock stands until the answer."""
    due = due_or_404(request, task_id)
    user = person(request)
    if due.done_at is not None or not user.has_perm(due.deed, due):
        return redirect(way_on(due.subject, user))
    form = AskForm(request.POST or None, sides=enquiries.sides_of(due))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _attempt(
                form,
                lambda data: enquiries.ask(due=due, by=user, at=clock.now(), **data),
            )
        if status == 302:
            messages.success(request, _("Asked. The clock of the step stands."))
            return redirect(page_of(due.subject))
    context = {
        "due": due,
        "form": form,
        "title": due.task.flow_task.task_title,
        "line": subject_line(due.subject, user),
        "back": page_of(due.subject),
        "days": Term.on(enquiries.TERM, clock.today()).working_days,
    }
    return render(request, "desks/ask.html", context, status=status)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """One question: read it, answer it, or see how it ended."""
    enquiry, user = _own(request, question_id), person(request)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _attempt(
                form,
                lambda data: enquiries.answer(
                    enquiry=enquiry, words=data["answer"], by=user, at=clock.now()
                ),
            )
        if status == 302:
            messages.success(request, _("Answered. The clock of the step runs again."))
            return redirect(page_of(enquiry.due.subject))
    may = Enquiry.objects.for_person(user).filter(pk=enquiry.pk).exists()
    context = {
        "enquiry": enquiry,
        "form": form,
        "may_answer": may,
        "may_take_back": enquiry.ended_at is None
        and user.has_perm(enquiry.due.deed, enquiry.due),
        "title": enquiry.due.task.flow_task.task_title,
        "line": subject_line(enquiry.due.subject, user),
        "back": page_of(enquiry.due.subject),
    }
    return render(request, "desks/question.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, question_id: int) -> HttpResponse:
    """Go on without an answer."""
    enquiry = _own(request, question_id)
    try:
        enquiries.take_back(enquiry=enquiry, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. The clock of the step runs again."))
    return redirect("question", question_id=question_id)


def _own(request: HttpRequest, question_id: int) -> Enquiry:
    rows = Enquiry.objects.visible_to(person(request)).select_related(
        "due__task__owner", "due__booking__company", "due__booking__district",
        "due__award__provider", "due__award__period", "due__period",
        "asked_by", "answered_by",
    )  # fmt: skip
    found: Enquiry = get_object_or_404(rows, pk=question_id)
    return found


def _attempt(form: forms.Form, deed: Any) -> int:
    """302 when done; else the status, with the reasons in the form."""
    try:
        deed(form.cleaned_data)
    except DomainError as error:
        return say_why_not(form, error)
    return 302
