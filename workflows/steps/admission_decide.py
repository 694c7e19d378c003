"""The bureau decides on an admission, and on an objection to one.

At once, or together with others of the call.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admissions.actions import decide, decide_objection, is_below, refuse
from admissions.models import Objection
from admissions.words import DECIDED, OBJECTION_ANSWERED, REFUSED
from face.files import papers_of
from workflows.admissionfile import open_objection
from workflows.models import Prepared
from workflows.steps.admission import ApplicationStep
from workflows.steps.prepares import PreparingStep

DECISIONS = [("admit", _("Admit: public notice")), ("refuse", _("Do not admit"))]
ANSWERS = [
    ("uphold", _("Upheld: not admitted")),
    ("reject", _("Rejected: the notice goes on")),
]


class OfCallStep(PreparingStep, ApplicationStep):
    """Decided at once, or together with others of the call."""

    def list_url(self) -> str:
        """Those of the same call."""
        return reverse("call_decisions", args=[self.subject.call_id])


class DecideApplicationForm(forms.Form):
    """Admit or refuse, with reasons."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The provider reads it."),
    )

    def __init__(self, *args: Any, below: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if below:
            self.fields["reason"].help_text = _(
                "The score lies below the threshold: to admit is an exception and "
                "needs its reason here. The provider reads it."
            )


class DecideApplicationStep(OfCallStep):
    """After the experts; the decisions of a call may be published together."""

    form_class = DecideApplicationForm
    button = _("Decide")

    @classmethod
    def label(cls, decision: str) -> str:
        """As the form calls it."""
        return str(dict(DECISIONS).get(decision, decision))

    @classmethod
    def told(cls, row: Prepared) -> str:
        """The applicant reads either."""
        if row.decision == "admit":
            return gettext(DECIDED)
        return gettext(REFUSED) % {"reason": row.reason}

    @classmethod
    def next_step(cls, row: Prepared) -> str:
        """The notice, or the end."""
        return gettext("Publish the admission") if row.decision == "admit" else ""

    def form_options(self) -> dict[str, Any]:
        """An exception is called one."""
        return {"below": is_below(self.subject)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Admit or not."""
        deed = decide if data["decision"] == "admit" else refuse
        deed(application=subject, reason=data["reason"], by=self.user, at=at)


class ObjectionDecisionForm(forms.Form):
    """Upheld or rejected, in writing."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Decision in writing"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Both sides read it."),
    )


class DecideObjectionStep(OfCallStep):
    """The bureau decides once more; on several objections of a call together."""

    form_class = ObjectionDecisionForm
    template = "steps/application_objection.html"
    button = _("Decide")
    reason = "text"

    @classmethod
    def label(cls, decision: str) -> str:
        """As the form calls it."""
        return str(dict(ANSWERS).get(decision, decision))

    @classmethod
    def about(cls, row: Prepared) -> str:
        """Whose objection it is."""
        objection = _undecided(row)
        if objection is None:
            return ""
        words = gettext("Objection by %(name)s, %(provider)s")
        return words % {"name": objection.real_name, "provider": objection.provider}

    @classmethod
    def told(cls, row: Prepared) -> str:
        """The applicant: that it is not admitted, or what was answered."""
        if row.decision == "uphold":
            return gettext(REFUSED) % {"reason": row.reason}
        return _answered(row)

    @classmethod
    def also_told(cls, row: Prepared) -> list[tuple[str, str]]:
        """Who objected reads the answer."""
        objection = _undecided(row)
        return [(objection.raised_by.name, _answered(row))] if objection else []

    @classmethod
    def next_step(cls, row: Prepared) -> str:
        """The end, or the notice goes on."""
        if row.decision == "uphold":
            return ""
        return gettext("Notice period of the admission")

    def context(self) -> dict[str, Any]:
        """What was said, by whom."""
        objection = open_objection(self.subject)
        papers = objection.papers.select_related("uploaded_by") if objection else ()
        return {
            **super().context(),
            "objection": objection,
            "objection_papers": papers_of(papers, "admission_objection_paper"),
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Uphold or reject."""
        upheld = data["decision"] == "uphold"
        decide_objection(
            application=subject, upheld=upheld, decision=data["text"], by=self.user,
            at=at,
        )  # fmt: skip


def _undecided(row: Prepared) -> Objection | None:
    """The objection that the kept decision answers, out of those fetched with it."""
    application: Any = row.due.application
    found = (one for one in application.objections.all() if one.upheld is None)
    return next(found, None)


def _answered(row: Prepared) -> str:
    name = row.due.application.provider if row.due.application else ""
    return gettext(OBJECTION_ANSWERED) % {"provider": name, "reason": row.reason}
