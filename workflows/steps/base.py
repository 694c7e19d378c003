"""What all human steps share: fetch, show, check, do, or say what changed."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.requests import person
from face.kept_files import keep_files, sent_files, takes_out
from foundation import clock
from foundation.access.roles import Role
from foundation.access.scoping import Reader
from foundation.errors import DomainError, LostRace
from foundation.prepared import Given, prepared
from workflows import engine
from workflows.models import Draft, Due
from workflows.steps.forms import fill_in, say_why_not, typed_in
from workflows.summary import facts_of, page_of, subject_line, way_on


class Step:
    """A human step's page. Subclasses name a form and a template and `perform`.

    `deed` is set where this page ends the step on behalf of another role than the
    node's own (the policy table then asks for that deed).
    """

    form_class: ClassVar[type[forms.Form]] = forms.Form
    template: ClassVar[str] = "steps/step.html"
    deed: ClassVar[str] = ""
    button: ClassVar[Any] = ""
    multi_part: ClassVar[bool] = False
    keeps_drafts: ClassVar[bool] = True  # False where the subject itself keeps one

    def __init__(self, request: HttpRequest, due: Due) -> None:
        self.request, self.due = request, due
        self.subject: Any = due.subject
        self.user: Any = request.user

    # --- What subclasses say --------------------------------------------------
    def initial(self) -> dict[str, Any]:
        """What the form shows before anybody typed."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """More keyword arguments for the form."""
        return {}

    def context(self) -> dict[str, Any]:
        """What the template shows besides the form."""
        return {}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> Any:
        """Change the rows; the words to say afterwards may be returned."""
        raise TypeError(f"{type(self).__name__} does not say what it does")

    def after(self) -> str:
        """Where the person goes when it is done."""
        return page_of(self.subject)

    # --- What all of them do ---------------------------------------------------
    def form(self, data: Any = None) -> forms.Form:
        """The form, bound where something was sent."""
        return self.form_class(data, initial=self.initial(), **self.form_options())

    def get(self) -> HttpResponse:
        """Show the step."""
        return self.page(self.resumed())

    @cached_property
    def draft(self) -> Draft | None:
        """What the person typed here before and has not sent."""
        rows = Draft.objects.own(self.user).filter(due=self.due)
        return rows.first() if self.keeps_drafts else None

    def resumed(self) -> forms.Form:
        """The form as the person left it, here or on another device."""
        form = self.form()
        if self.draft is not None:
            fill_in(form, self.draft.typed)
        return form

    def post(self) -> HttpResponse:
        """Do the step, or show the form again with everything typed and why not."""
        form = self.form(self.request.POST)
        if takes_out(form):
            return self.page(form)
        if not form.is_valid():
            return self.page(form, status=422)
        return self.attempt(form)

    def attempt(self, form: forms.Form) -> HttpResponse:
        """Complete the task with what the form says."""
        at = clock.now()
        try:
            engine.complete(
                due=self.due,
                by=self.user,
                at=at,
                deed=self.deed,
                perform=lambda subject, task: self.perform(
                    subject, task, form.cleaned_data, at
                ),
            )
        except LostRace as error:
            return stale(self.request, self.due, error, form)
        except DomainError as error:
            say_why_not(form, error)
            return self.page(form, status=422)
        sent_files(form)
        messages.success(self.request, self.done_words())
        return redirect(self.after())

    def done_words(self) -> str:
        """What is said when it worked."""
        return _("Done: %(step)s") % {"step": self.due.task.flow_task.task_title}

    def taking(self) -> dict[str, bool]:
        """Whether this person may take the step, or put it back for the others."""
        owner = self.due.task.owner_id
        shared = self.user.role != Role.COMPANY and not self.due.assessor_id
        may = shared and self.user.has_perm(self.due.deed, self.due)
        return {
            "may_take": may and owner is None,
            "may_put_back": may and owner == self.user.pk,
        }

    def page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """The step's page; files that came with a refused form are kept."""
        keep_files(form, at=clock.now())
        context = {
            "due": self.due,
            "subject": self.subject,
            "title": self.due.task.flow_task.task_title,
            "line": subject_line(self.subject, self.user),
            "facts": facts_of(self.subject, self.user),
            "form": form,
            "draft": self.draft,
            "keeps_drafts": self.keeps_drafts and self.user.pk and form.fields,
            "button": self.button or _("Done"),
            "back": self.after(),
            **self.taking(),
            **self.context(),
        }
        return render(self.request, self.template, context, status=status)


def stale(
    request: HttpRequest, due: Due, error: DomainError, form: forms.Form | None = None
) -> HttpResponse:
    """Somebody was first: who, when, and everything that was typed, to be kept."""
    due.refresh_from_db()
    typed = list(typed_in(form)) if form is not None and form.is_bound else []
    context = {
        "what": " ".join(str(reason) for reason in error.reasons),
        "who": due.done_by.name if due.done_by else "",
        "at": due.done_at,
        "back_url": way_on(due.subject, request.user),
        "typed": typed,
    }
    return render(request, "409.html", context, status=409)


def due_or_404(request: HttpRequest, task_id: int) -> Due:
    """The task's row, if the person may see it; a stranger gets 404."""
    user = person(request)
    found: Due | None = None
    if user.is_active and user.role:
        found = _due_of.first(user.role, home=user.home_id, task=task_id)
    if found is None:
        raise Http404
    return found


@prepared
def _due_of(role: str) -> Any:
    """The row of a task as somebody in this role sees it, with all that it shows."""
    rows = Due.objects.with_names().visible_to(Reader(role))
    return rows.filter(task_id=Given("task")).order_by()[:1]
