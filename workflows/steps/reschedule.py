"""The firm (or the manager for it) chooses another half-day."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions import reschedule
from bookings.models import Slot
from foundation import clock
from workflows.steps.base import Step


class RescheduleForm(forms.Form):
    """One of the free half-days."""

    slot = forms.ModelChoiceField(
        label=_("New half-day"),
        queryset=Slot.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, slots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["slot"]
        field.queryset = slots


class RescheduleStep(Step):
    """A new date for a case nobody could keep, or after a missed visit."""

    form_class = RescheduleForm
    template = "steps/reschedule.html"
    button = _("Take this half-day")

    def slots(self) -> Any:
        """Free half-days of the case's center."""
        return Slot.objects.bookable(clock.now()).filter(center=self.subject.center_id)

    def form_options(self) -> dict[str, Any]:
        """Only free half-days are offered."""
        return {"slots": self.slots()}

    def context(self) -> dict[str, Any]:
        """Shown as tiles."""
        return {"slots": list(self.slots()[:24])}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Move the case to the new half-day."""
        reschedule(booking=subject, slot=data["slot"], by=self.user, at=at)
