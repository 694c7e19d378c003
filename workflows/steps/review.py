"""The center's first review: pass, or return with points."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diagnoses.actions import review_report
from workflows.reading import report_context
from workflows.steps.base import Step
from workflows.steps.forms import decides, sometimes_needed


class ReviewForm(forms.Form):
    """Pass or return."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("pass", _("Passed: the firm may read and sign")),
            ("return", _("Return for revision")),
        ],
        widget=forms.RadioSelect,
    )
    points = forms.CharField(
        label=_("Points to revise"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "points", when=2)

    def clean(self) -> dict[str, Any]:
        """A return needs its points."""
        data = super().clean() or {}
        if data.get("decision") == "return" and not data.get("points", "").strip():
            self.add_error("points", _("Say what must be revised."))
        return data


class ReviewStep(Step):
    """The report beside the decision."""

    form_class = ReviewForm
    template = "steps/read_and_decide.html"
    button = _("Decide")

    def context(self) -> dict[str, Any]:
        """The report as it was handed in."""
        return report_context(self.subject)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Pass or return."""
        review_report(
            booking=subject,
            passed=data["decision"] == "pass",
            points=data["points"],
            by=self.user,
            at=at,
        )
