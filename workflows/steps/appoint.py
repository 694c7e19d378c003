"""The bureau appoints two assessors where fewer than two were eligible by rule."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation import clock
from ratings.actions import appoint, eligible_assessors
from workflows.steps.base import Step


class AppointForm(forms.Form):
    """Exactly two people."""

    people = forms.ModelMultipleChoiceField(
        label=_("Assessors"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two people who belong neither to the firm nor to the provider."),
    )

    def __init__(self, *args: Any, eligible: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = eligible


class AppointStep(Step):
    """The bureau's choice."""

    form_class = AppointForm
    button = _("Appoint")

    def form_options(self) -> dict[str, Any]:
        """Only people without a tie are offered."""
        people = eligible_assessors(self.subject, at=clock.now())
        keys = [person.pk for person in people]
        return {"eligible": User.objects.filter(pk__in=keys)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Open their sheets."""
        appoint(booking=subject, people=list(data["people"]), by=self.user, at=at)
