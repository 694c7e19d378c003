"""The bureau decides on an admission: at once, or together with others of the call."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admissions.actions import decide, is_below, refuse
from admissions.words import DECIDED, REFUSED
from workflows.models import Prepared
from workflows.steps.admission import ApplicationStep
from workflows.steps.prepares import PreparingStep

DECISIONS = [("admit", _("Admit: public notice")), ("refuse", _("Do not admit"))]


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


class DecideApplicationStep(PreparingStep, ApplicationStep):
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

    def list_url(self) -> str:
        """Those of the same call."""
        return reverse("call_decisions", args=[self.subject.call_id])

    def form_options(self) -> dict[str, Any]:
        """An exception is called one."""
        return {"below": is_below(self.subject)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Admit or not."""
        deed = decide if data["decision"] == "admit" else refuse
        deed(application=subject, reason=data["reason"], by=self.user, at=at)
