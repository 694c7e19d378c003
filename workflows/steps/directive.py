"""Saying what was done about a remark."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directives.actions import carry_out
from workflows.steps.base import Step


class AnswerForm(forms.Form):
    """What was done."""

    answer = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please say what was done.")},
    )


class DirectiveStep(Step):
    """The remark stands beside; the answer ends it."""

    form_class = AnswerForm
    button = _("Carried out")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Keep the answer."""
        carry_out(directive=subject, answer=data["answer"], by=self.user, at=at)
