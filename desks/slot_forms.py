"""The forms of the slot board: a release, one more time, one time changed."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers.models import Center, Service
from foundation import clock
from workflows.steps.forms import DayInput

JUST_NOW = timedelta(minutes=5)  # a moment typed may pass while the form is filled in


class ReleaseForm(forms.Form):
    """When the week's drafts go public; empty = now."""

    moment = forms.DateTimeField(
        label=gettext_lazy("At (empty = now)"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def clean_moment(self) -> datetime | None:
        """None = now; a day mistyped into the past must not release at once."""
        moment: datetime | None = self.cleaned_data["moment"]
        if moment is not None and moment < clock.now() - JUST_NOW:
            words = _("This moment is past. Leave it empty to release now.")
            raise forms.ValidationError(words)
        return moment


class AddForm(forms.Form):
    """A time no rule planned."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=Service.objects.none()
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=DayInput,
    )
    begins = forms.TimeField(
        label=gettext_lazy("Begins"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("At once"), min_value=1, max_value=200, initial=1
    )

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        service.queryset = Service.objects.filter(center=center, is_open=True)


class ChangeForm(forms.Form):
    """More or fewer places, closed or open; `was_closed` as the page showed it."""

    by_visits = forms.IntegerField(
        label=gettext_lazy("Change by (places)"),
        min_value=-20,
        max_value=20,
        initial=0,
        help_text=gettext_lazy("1 adds one place, -1 takes one away."),
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Closed to new bookings"), required=False
    )
    was_closed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=120, required=False
    )
