"""The city's steps of a designation: decision, notice, objection, designation."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from designations import actions
from designations.actions.telling import REFUSED, RETURNED
from designations.choices import DesignationState
from face.files import Paper, papers_of
from foundation import clock
from workflows.checklists import rows_of
from workflows.models import Prepared
from workflows.steps.designation import DesignationStep
from workflows.steps.designation_forms import (
    DECISIONS,
    DecideForm,
    GrantForm,
    NoticeForm,
    PublishDesignationForm,
)
from workflows.steps.prepares import PreparingStep

S = DesignationState


class DecideDesignationStep(PreparingStep, DesignationStep):
    """The city decides, with the sheets side by side; on several centers together
    where it wants.
    """

    template = "steps/designation_decide.html"
    button = _("Decide")
    decision = "to"

    @classmethod
    def label(cls, decision: str) -> str:
        """As the form calls it."""
        return str(dict(DECISIONS).get(decision, decision))

    @classmethod
    def told(cls, row: Prepared) -> str:
        """The center is told what ends its way or sends it back."""
        words = {S.COMPLETING: RETURNED, S.REFUSED: REFUSED}.get(S(row.decision), "")
        name = row.due.designation.center if row.due.designation else ""
        return words and gettext(words) % {"center": name, "reason": row.reason}

    @classmethod
    def next_step(cls, row: Prepared) -> str:
        """The notice, the center's completing, or the end."""
        return {
            S.NOTICE: gettext("Public notice of the designation"),
            S.PUBLISHING: gettext("Publish the designation"),
            S.COMPLETING: gettext("Complete the application"),
        }.get(S(row.decision), "")

    def list_url(self) -> str:
        """Those of all centers."""
        return reverse("designation_decisions")

    def form_options(self) -> dict[str, Any]:
        """Whether an objection is answered by it."""
        return {"checklist": self.subject.checklist, "objected": bool(self.objection)}

    def form(self, data: Any = None) -> forms.Form:
        """The decisions that are open."""
        return DecideForm(data, **self.form_options())

    @property
    def objection(self) -> Any:
        """The objection to be answered, if any."""
        rows = self.subject.objections.filter(decided_at=None)
        return rows.select_related("raised_by").first()

    def context(self) -> dict[str, Any]:
        """The application, the sheets, the objection."""
        rows = self.subject.sheets.filter(round=self.subject.round)
        sheets = list(rows.select_related("assessor"))
        return {**super().context(), "sheets": sheets, "objection": self.objection,
                "objection_papers": objection_papers(self.objection),
                "scores": scores_of(self.subject, sheets)}  # fmt: skip

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Return with points, or decide."""
        if data["to"] == DesignationState.COMPLETING:
            actions.answer_objection(
                designation=subject, decision=data["reason"], by=self.user, at=at
            )
            actions.return_points(
                designation=subject, points=data["points"], reason=data["reason"],
                by=self.user, at=at,
            )  # fmt: skip
            return
        actions.decide(
            designation=subject, to=data["to"], reason=data["reason"],
            by=self.user, at=at,
        )  # fmt: skip


def objection_papers(objection: Any) -> list[Paper]:
    """The files beside an objection, as lines of a list."""
    if objection is None:
        return []
    return papers_of(
        objection.papers.select_related("uploaded_by"), "designation_objection_paper"
    )


def scores_of(designation: Any, sheets: list[Any]) -> list[dict[str, Any]]:
    """Each point with the experts' scores and words, in the sheets' order."""
    return [
        {
            "row": row,
            "scores": [
                {"who": sheet.assessor.name, "points": sheet.scores.get(row.id)}
                for sheet in sheets
            ],
            "remarks": [
                sheet.remarks[row.id] for sheet in sheets if sheet.remarks.get(row.id)
            ],
        }
        for row in rows_of(designation.checklist, {})
    ]


class PublishDesignationStep(DesignationStep):
    """The official page is recorded; the clock starts."""

    form_class = PublishDesignationForm
    button = _("Publish the notice")

    def initial(self) -> dict[str, Any]:
        """Usually today."""
        return {"published_on": clock.today()}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Start the clock."""
        actions.publish(designation=subject, by=self.user, at=at, **data)


class DesignationNoticeStep(DesignationStep):
    """It runs out undisputed, or an objection goes back to the decision."""

    form_class = NoticeForm
    button = _("Record it")

    def form(self, data: Any = None) -> forms.Form:
        """The form, with the files that were sent."""
        files = self.request.FILES if data is not None else None
        return NoticeForm(data, files, by=self.user)

    def context(self) -> dict[str, Any]:
        """The last day beside the application."""
        notice = self.subject.notices.first()
        running = clock.today() <= notice.ends_on
        return {**super().context(), "notice": notice, "running": running}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """End it, refused while it runs; or record the objection."""
        common = {"designation": subject, "by": self.user, "at": at}
        if data["decision"] == "undisputed":
            actions.end_notice(**common)
            return
        actions.object_to(
            real_name=data["real_name"], text=data["text"], evidence=data["evidence"],
            files=data["papers"], **common,
        )  # fmt: skip


class GrantStep(DesignationStep):
    """Number and day: from now on the center is public and can be booked."""

    form_class = GrantForm
    button = _("Designate")

    def initial(self) -> dict[str, Any]:
        """Today; its own district."""
        return {"on": clock.today(), "serves": [self.subject.district_id]}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Designate."""
        actions.grant(
            designation=subject, number=data["number"], on=data["on"],
            serves=list(data["serves"]), by=self.user, at=at,
        )  # fmt: skip
