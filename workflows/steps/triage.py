"""Triage 分诊: a flagged case is let through, or found not eligible with a reason."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions import pass_triage, refuse
from workflows.steps.base import Step
from workflows.steps.forms import sometimes_needed


class TriageForm(forms.Form):
    """Eligible or not, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("pass", _("Eligible: go on")), ("refuse", _("Not eligible"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when the firm is not eligible; the firm reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sometimes_needed(self, "reason")

    def clean(self) -> dict[str, Any]:
        """A refusal needs its reason."""
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not data.get("reason", "").strip():
            self.add_error("reason", _("Please tell the firm why."))
        return data


class TriageStep(Step):
    """The manager's decision on a flagged case."""

    form_class = TriageForm
    button = _("Decide")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Let it through or refuse it."""
        if data["decision"] == "pass":
            pass_triage(booking=subject, by=self.user, at=at, note=data["reason"])
        else:
            refuse(booking=subject, by=self.user, at=at, reason=data["reason"])
