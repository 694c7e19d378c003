"""What a firm says of its need; what a center writes when it steps in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from bookings.models import Slot
from centers.choices import Half, Weekday
from centers.models import Service
from companies.models import Company
from face.formats import slot_when
from foundation import clock
from workflows.steps.forms import day_field

SHOWN = 100  # free times in the center's list of them


class NeedForm(forms.Form):
    """Service, days, and what suits."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=Service.objects.none(), empty_label=None
    )
    first_on = day_field(gettext_lazy("First day"))
    last_on = day_field(gettext_lazy("Last day"))
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=Weekday.choices[:5],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen = any weekday suits."),
    )
    half = forms.ChoiceField(
        label=gettext_lazy("Half-day"),
        choices=[("", gettext_lazy("All day")), *Half.choices],
        required=False,
    )
    needs = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        center = company.district.served_by_id if company.district else None
        service: Any = self.fields["service"]
        service.queryset = Service.objects.filter(center=center, is_open=True)
        tiles: Any = self.fields["weekdays"]
        tiles.tiles = True

    def clean_weekdays(self) -> str:
        """As the digits the list keeps."""
        return "".join(self.cleaned_data["weekdays"])


def first_days() -> dict[str, Any]:
    """From tomorrow on, for a month."""
    today = clock.today()
    return {
        "first_on": today + timedelta(days=1),
        "last_on": today + timedelta(days=30),
    }


def reason_field() -> forms.CharField:
    """Why; needed."""
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the audit log."),
    )


class SlotChoice(forms.ModelChoiceField):
    """A time by its words."""

    def label_from_instance(self, obj: Any) -> str:
        """Day, time, places left."""
        return f"{slot_when(obj)} · {obj.left}"


class OutOfTurnForm(forms.Form):
    """A free time for this firm, before its turn."""

    slot = SlotChoice(label=gettext_lazy("Free time"), queryset=Slot.objects.none())
    reason = reason_field()

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Slot.objects.bookable(clock.now(), service.kind).filter(service=service)
        keys = list(rows.values_list("pk", flat=True)[:SHOWN])
        slot: Any = self.fields["slot"]
        slot.queryset = Slot.objects.filter(pk__in=keys)


class TakeOffForm(forms.Form):
    """Off the list, with a reason the firm reads."""

    reason = reason_field()
