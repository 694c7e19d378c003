"""The firm reads, signs and scores; a silent firm never blocks the case."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diagnoses.actions import go_on_unsigned, sign_off
from workflows.reading import report_context
from workflows.steps.base import Step
from workflows.steps.forms import side_by_side

SCORES = [
    (100, _("Very satisfied")),
    (80, _("Satisfied")),
    (60, _("So-so")),
    (40, _("Dissatisfied")),
    (20, _("Very dissatisfied")),
]


class SignOffForm(forms.Form):
    """Signature and satisfaction."""

    score = forms.TypedChoiceField(
        label=_("How satisfied are you?"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("The provider does not see your score before the final rating."),
    )
    charged_money = forms.TypedChoiceField(
        label=_("Did the provider charge you money?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    pushed_product = forms.TypedChoiceField(
        label=_("Did the provider push a product on you?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signed = forms.BooleanField(
        label=_("I have read the report and sign for the firm."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side_by_side(self, "score", "charged_money", "pushed_product")


class SignOffStep(Step):
    """The firm's page."""

    form_class = SignOffForm
    template = "steps/read_and_decide.html"
    button = _("Sign the report")

    def context(self) -> dict[str, Any]:
        """The report that passed the review."""
        return report_context(self.subject)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Sign and score."""
        sign_off(
            booking=subject,
            score=data["score"],
            charged_money=data["charged_money"],
            pushed_product=data["pushed_product"],
            comment=data["comment"],
            by=self.user,
            at=at,
        )


class UnsignedForm(forms.Form):
    """Why the case goes on without the firm's signature."""

    reason = forms.CharField(
        label=_("What was tried"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Calls made, spot check ordered: it is kept with the case."),
    )


class UnsignedStep(Step):
    """The manager's way on after ten silent working days."""

    form_class = UnsignedForm
    deed = "diagnoses.go_on_unsigned"
    button = _("Go on without a score")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Record why and go on."""
        go_on_unsigned(booking=subject, reason=data["reason"], by=self.user, at=at)
