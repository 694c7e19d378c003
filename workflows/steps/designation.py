"""The steps of a designation: application, checks, experts, notice, designation."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from designations import actions
from designations.choices import PaperKind
from designations.models import Sheet, Submission
from foundation import clock
from workflows.centerfigures import known_of
from workflows.checklists import Row, rows_of
from workflows.steps.base import Step
from workflows.steps.designation_forms import (
    FORWARD,
    RETURN,
    AppointForm,
    CheckForm,
    ChecklistForm,
    JudgeForm,
    typed_of,
)


def submitted_rows(submission: Submission | None, user: Any) -> list[Row]:
    """What was handed in last, point by point, with its papers."""
    if submission is None:
        return []
    papers = submission.designation.papers.visible_to(user).filter(
        what=PaperKind.POINT, round__lte=submission.round
    )
    return rows_of(
        submission.checklist,
        submission.answers,
        known=submission.known,
        papers=papers.select_related("uploaded_by"),
    )


class DesignationStep(Step):
    """What all steps of a designation show beside their form."""

    template = "steps/designation.html"

    def context(self) -> dict[str, Any]:
        """The application as it was handed in."""
        last = self.subject.submissions.select_related("checklist", "by").first()
        return {"submission": last, "rows": submitted_rows(last, self.user)}


class ApplyStep(Step):
    """The center fills in the checklist; a draft is kept while it does."""

    template = "steps/designation_apply.html"
    button = _("Hand in the application")
    keeps_drafts = False  # the designation keeps its own, for all of the center

    def form(self, data: Any = None) -> forms.Form:
        """The points of the designation's own checklist, as kept."""
        return ChecklistForm(
            data,
            checklist=self.subject.checklist,
            initial=typed_of(self.subject.answers),
        )

    def context(self) -> dict[str, Any]:
        """Each point with the system's own count and the files beside it."""
        papers = self.subject.papers.filter(what=PaperKind.POINT)
        rows = rows_of(
            self.subject.checklist,
            self.subject.answers,
            known=known_of(self.subject, on=clock.today()),
            papers=papers.select_related("uploaded_by"),
            asked=self.subject.asked,
        )
        return {"rows": rows}

    def page(self, form: Any, status: int = 200) -> Any:
        """The step's page, with each point's fields beside it."""
        context = self.context()
        for row in context["rows"]:
            row.fields = form.rows[row.id]
        self.context = lambda: context  # type: ignore[method-assign]
        return super().page(form, status)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Hand it in, with the system's own counts of this moment."""
        bound: Any = ChecklistForm(self.request.POST, checklist=subject.checklist)
        bound.is_valid()
        actions.apply(
            designation=subject,
            answers=bound.answers(),
            known=known_of(subject, on=clock.local_day(at)),
            by=self.user,
            at=at,
        )


class CheckCandidateStep(DesignationStep):
    """The district forwards, returns or rejects, having read the application."""

    template = "steps/designation_check.html"
    button = _("Decide")

    def form(self, data: Any = None) -> forms.Form:
        """The form, with the letter that was sent."""
        files = self.request.FILES if data is not None else None
        return CheckForm(data, files, checklist=self.subject.checklist)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Do what was decided."""
        common = {"designation": subject, "by": self.user, "at": at}
        reason = data["reason"]
        if data["decision"] == FORWARD:
            actions.forward(letter=data["letter"], note=reason, **common)
        elif data["decision"] == RETURN:
            actions.return_points(points=data["points"], reason=reason, **common)
        else:
            actions.reject(reason=reason, **common)


class NameCenterExpertsStep(DesignationStep):
    """The bureau names the experts and the day."""

    form_class = AppointForm
    button = _("Name them")

    def form_options(self) -> dict[str, Any]:
        """Experts without a seat at the center."""
        return {"people": actions.assessors_for(self.subject, at=clock.now())}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Open a sheet for each."""
        actions.appoint(designation=subject, by=self.user, at=at, **data)


class JudgeStep(DesignationStep):
    """One expert's sheet; the others' are not shown."""

    template = "steps/designation_judge.html"
    button = _("Hand in the sheet")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        found = Sheet.objects.visible_to(self.user).filter(
            pk=self.due.task.data.get("judgement")
        )
        self.sheet: Any = found.first()
        if self.sheet is None:
            raise Http404

    def form_options(self) -> dict[str, Any]:
        """The points of the checklist."""
        return {"checklist": self.subject.checklist}

    def form(self, data: Any = None) -> forms.Form:
        """A number and words for each point."""
        return JudgeForm(data, **self.form_options())

    def page(self, form: Any, status: int = 200) -> Any:
        """The step's page, with each point's fields beside it."""
        context = self.context()
        for row in context["rows"]:
            row.fields = form.rows.get(row.id)
        self.context = lambda: context  # type: ignore[method-assign]
        return super().page(form, status)

    def after(self) -> str:
        """Back to the inbox: the designation itself is not the expert's to see."""
        return "/inbox/"

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Hand in the sheet."""
        keys = [point["id"] for point in subject.checklist.points]
        actions.submit_sheet(
            sheet=self.sheet,
            scores={key: data[f"{key}_score"] for key in keys},
            remarks={key: data[f"{key}_remark"] for key in keys},
            opinion=data["opinion"],
            by=self.user,
            at=at,
        )
