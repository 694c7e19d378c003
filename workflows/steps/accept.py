"""Acceptance by the center; two blind sheets are opened with it."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from diagnoses.actions import accept
from ratings.actions import open_sheets
from workflows.reading import report_context
from workflows.steps.base import Step


@transaction.atomic
def accept_and_open_sheets(
    *, booking: Booking, note: str, by: Any, at: datetime
) -> None:
    """Accept the diagnosis and open the sheets of two eligible assessors."""
    accept(booking=booking, note=note, by=by, at=at)
    open_sheets(booking=booking, at=at)


class AcceptForm(forms.Form):
    """A note is welcome."""

    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptStep(Step):
    """Acceptance 验收: its date decides the period."""

    form_class = AcceptForm
    template = "steps/read_and_decide.html"
    button = _("Accept the diagnosis")

    def context(self) -> dict[str, Any]:
        """The report once more."""
        return report_context(self.subject)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Accept and open the score sheets."""
        accept_and_open_sheets(booking=subject, note=data["note"], by=self.user, at=at)
