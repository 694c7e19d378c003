"""What a firm fills in when it books: a diagnosis, or another service."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Slot
from campaigns.models import Campaign
from centers.choices import ServiceKind
from companies.models import Company
from foundation import clock
from foundation.prepared import Given, prepared
from providers.models import Provider

NOT_THERE = gettext_lazy("This time is not on the calendar.")


class SlotField(forms.IntegerField):
    """A slot of one service of one center, by its key."""

    center: int | None = None
    kind = ""
    default_error_messages = {
        "required": gettext_lazy("Please choose a time."),
        "invalid": NOT_THERE,
    }

    def clean(self, value: Any) -> Slot:
        """The slot. Raises ValidationError where the calendar has none such."""
        key = super().clean(value)
        found: Slot | None = None
        if key <= BigIntegerField.MAX_BIGINT:
            found = _slot.first(center=self.center, kind=self.kind, pk=key)
        if found is None:
            raise ValidationError(NOT_THERE, code="invalid")
        return found


@prepared
def _slot() -> Any:
    """A slot of a service of a center."""
    rows = Slot.objects.filter(center=Given("center"), kind=Given("kind"))
    return rows.filter(pk=Given("pk")).order_by()[:1]


class SlotForm(forms.Form):
    """The slot and what it is about; `held` = a place was promised at this slot."""

    slot = SlotField(label=gettext_lazy("Time"), widget=forms.HiddenInput)
    held = forms.BooleanField(required=False, widget=forms.HiddenInput)
    needs = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, company: Company, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        center = company.district.served_by_id if company.district else None
        slot: Any = self.fields["slot"]
        slot.center, slot.kind = center, kind


class DiagnosisForm(SlotForm):
    """Besides, whom the firm would like, and that what it states is true."""

    preferred_provider = forms.ChoiceField(
        label=gettext_lazy("Preferred provider"), required=False
    )
    truthful = forms.BooleanField(
        label=gettext_lazy("What we state is true, and we are free of charge for it."),
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, company=company, **kwargs)
        self.fields["needs"].label = gettext_lazy("What should we look at?")
        provider: Any = self.fields["preferred_provider"]
        provider.choices = lambda: self._providers  # asked for only where shown
        self._district = company.district_id

    @cached_property
    def _providers(self) -> list[tuple[Any, str]]:
        rows = self._may_be_wished
        return [("", _("No preference")), *((row.pk, str(row)) for row in rows)]

    @cached_property
    def _may_be_wished(self) -> list[Provider]:
        return _agreed.all(day=clock.today(), district=self._district)

    def clean_preferred_provider(self) -> Provider | None:
        """The provider itself, None without a wish."""
        key = self.cleaned_data["preferred_provider"]
        rows = self._may_be_wished if key else []
        return next((row for row in rows if str(row.pk) == key), None)


@prepared
def _agreed() -> Any:
    """The providers with an agreement for a district in the open campaign."""
    return Provider.objects.filter(
        agreements__campaign__in=Campaign.objects.open_on(Given("day")),
        agreements__districts=Given("district"),
    ).distinct()


class SecondFactoryForm(DiagnosisForm):
    """One more factory of a firm that has a diagnosis in this campaign."""

    exception = forms.CharField(
        label=gettext_lazy("Which other factory, and why it needs its own diagnosis"),
        help_text=gettext_lazy(
            "Address, products and how it differs; the center decides on it."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Please say which factory it is and why.")
        },
    )


def form_for(kind: str, *, second: bool = False) -> type[SlotForm]:
    """The form of a service; `second` = of a second factory."""
    if second and kind == ServiceKind.VISIT:
        return SecondFactoryForm
    return DiagnosisForm if kind == ServiceKind.VISIT else SlotForm
