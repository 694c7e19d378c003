"""The steps of a complaint: the provider's answer, the bureau's decision."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.actions import (
    answer_complaint,
    decide_complaint,
    go_on_unanswered,
)
from complaints.choices import Side, Veto
from complaints.models import Complaint
from face.files import papers_of
from face.kept_files import KeepsFiles, KeptPapersField
from foundation import clock
from foundation.attachments import MOST_FILES
from workflows.steps.base import Step
from workflows.steps.forms import decides, sometimes_needed

COUNTED = "counted"
VETOES = [
    (Veto.CHARGING.value, _("Veto, the year is graded D: charged the firm money")),
    (Veto.FORGED.value, _("Veto, the year is graded D: forged sign-in or photos")),
    (Veto.LEAKING.value, _("Veto, the year is graded D: leaked the firm's secrets")),
    (Veto.FRAUD.value, _("Veto, the year is graded D: deception of another kind")),
]


def papers_by_side(complaint: Complaint) -> dict[str, Any]:
    """The evidence of both sides, as lines of a list; one query."""
    rows = list(complaint.evidence.select_related("uploaded_by"))
    return {
        f"{side.value}_papers": papers_of(
            [row for row in rows if row.side == side], "complaint_evidence"
        )
        for side in Side
    }


class ComplaintStep(Step):
    """What all steps of a complaint show beside their form."""

    template = "steps/complaint.html"

    def context(self) -> dict[str, Any]:
        """What the firm wrote, the answer if there is one, and the evidence."""
        return {"complaint": self.subject, **papers_by_side(self.subject)}


class AnswerForm(KeepsFiles):
    """What the provider says, with evidence."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The firm and the bureau read it."),
        error_messages={"required": _("Please write the answer.")},
    )
    evidence = KeptPapersField(label=_("Evidence"), most=MOST_FILES, required=False)


class AnswerComplaintStep(ComplaintStep):
    """The coordinator answers; the complaint goes to the bureau."""

    form_class = AnswerForm
    button = _("Send the answer")

    def form(self, data: Any = None) -> forms.Form:
        """The form, with the files that were sent."""
        files = self.request.FILES if data is not None else None
        return AnswerForm(data, files, by=self.user)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Keep the answer."""
        answer_complaint(
            complaint=subject, text=data["text"], files=data["evidence"],
            by=self.user, at=at,
        )  # fmt: skip


class GoOnUnansweredStep(ComplaintStep):
    """The bureau's way on when the provider stays silent."""

    template = "steps/complaint_unanswered.html"
    deed = "complaints.go_on_unanswered"
    button = _("Go on without an answer")

    def context(self) -> dict[str, Any]:
        """Its own name; the last day on which the provider can answer."""
        last = self.due.escalate_on
        return {
            **super().context(),
            "title": gettext("Go on without an answer"),
            "waited_until": last,
            "may_go_on": clock.today() > last,
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Go on; refused while the provider can still answer."""
        go_on_unanswered(
            complaint=subject, waited_until=self.due.escalate_on, by=self.user, at=at
        )

    def done_words(self) -> str:
        """What happens next."""
        return gettext("The complaint is with the bureau; its decision is open now.")


class DecisionForm(forms.Form):
    """Upheld or not, what follows, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("uphold", _("Upheld: the firm is right")),
            ("reject", _("Not upheld")),
        ],
        widget=forms.RadioSelect,
    )
    consequence = forms.ChoiceField(
        label=_("What follows"),
        choices=[
            (COUNTED, _("It counts: points are taken off C1 of this year")),
            *VETOES,
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "A veto counts in C1 as well. The provider then gets no subsidy for the "
            "year, whatever its score."
        ),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The firm and the provider read them."),
        error_messages={"required": _("Please give the reasons.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "consequence", when=1)

    def clean(self) -> dict[str, Any]:
        """An upheld complaint says what follows."""
        data = super().clean() or {}
        silent = not data.get("consequence") and "consequence" not in self.errors
        if data.get("decision") == "uphold" and silent:
            self.add_error("consequence", gettext("Please say what follows."))
        return data


class DecideComplaintStep(ComplaintStep):
    """The officer's reasoned decision."""

    form_class = DecisionForm
    button = _("Decide")

    def context(self) -> dict[str, Any]:
        """Also the way to ask one of the sides."""
        asked = self.due.open_question
        return {
            **super().context(),
            "ask_url": reverse("ask", args=[self.due.task_id]),
            "question_url": reverse("question", args=[asked.pk]) if asked else "",
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Decide."""
        upheld = data["decision"] == "uphold"
        chosen = data["consequence"] if upheld else ""
        decide_complaint(
            complaint=subject,
            upheld=upheld,
            veto="" if chosen == COUNTED else chosen,
            reasons=data["reasons"],
            by=self.user,
            at=at,
        )
