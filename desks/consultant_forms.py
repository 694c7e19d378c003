"""The forms of a consultant: who he is, where and when he works, his leave."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import Agreement
from centers.choices import SECTORS, Weekday
from centers.models import District
from foundation.phones import is_mobile, plain
from providers.models import Consultant, Provider
from workflows.steps.forms import day_field, side_by_side

WEEK = Weekday.choices[:5]


class ConsultantForm(forms.Form):
    """Name, phone, qualification; weekdays, districts, visits a week."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    may_lead = forms.BooleanField(
        label=gettext_lazy("May lead a visit"), required=False
    )
    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("Sectors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only firms of these sectors are led by this person."),
        error_messages={"required": gettext_lazy("Please choose a sector at least.")},
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=WEEK,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A make-up working day counts as a Friday."),
        error_messages={"required": gettext_lazy("Please choose a weekday at least.")},
    )
    districts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Districts"),
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen = every district of the agreement."),
    )
    per_week = forms.IntegerField(
        label=gettext_lazy("Visits a week at most"),
        required=False,
        min_value=1,
        max_value=10,
        help_text=gettext_lazy("Empty = no limit."),
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side_by_side(self, "sectors", "weekdays", "districts")
        sectors: Any = self.fields["sectors"]
        districts: Any = self.fields["districts"]
        kept = self.initial.get("districts", ())
        own = set(provider.sectors.values_list("sector", flat=True))
        own |= set(self.initial.get("sectors", ()))
        sectors.choices = [row for row in SECTORS if row[0] in own] or SECTORS
        agreed = Agreement.districts.through.objects.filter(
            agreement__provider=provider
        ).values("district")
        districts.queryset = (
            District.objects.filter(pk__in=agreed)
            | District.objects.filter(pk__in=[row.pk for row in kept])
        ).distinct()

    def clean_phone(self) -> str:
        """Eleven digits, with or without +86."""
        phone = plain(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(
                _("Please give a mobile number of eleven digits.")
            )
        return phone

    def clean_weekdays(self) -> str:
        """As digits, 0 = Monday."""
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def deed(self) -> dict[str, Any]:
        """What the actions take."""
        data = dict(self.cleaned_data)
        sectors, districts = data.pop("sectors"), list(data.pop("districts"))
        return {"facts": data, "sectors": sectors, "districts": districts}


def initial_of(consultant: Consultant) -> dict[str, Any]:
    """What the form shows of a consultant."""
    return {
        "name": consultant.name,
        "phone": consultant.phone,
        "may_lead": consultant.may_lead,
        "weekdays": list(consultant.weekdays),
        "per_week": consultant.per_week,
        "sectors": list(consultant.skills.values_list("sector", flat=True)),
        "districts": list(consultant.districts.all()),
    }


class LeaveForm(forms.Form):
    """Days away, both ends included: three weeks are one entry."""

    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))


def weekday_words(weekdays: str) -> str:
    """Mon to Fri, or the days by name."""
    if set("01234") <= set(weekdays):
        return _("Mon to Fri")
    names = [str(label) for value, label in WEEK if str(value) in weekdays]
    return _(", ").join(names) or "—"


def week_words(visits: int, limit: int | None) -> str:
    """3 of 5 visits; 3 visits."""
    if limit is None:
        return ngettext("%(n)d visit", "%(n)d visits", visits) % {"n": visits}
    return _("%(n)d of %(limit)d visits") % {"n": visits, "limit": limit}
