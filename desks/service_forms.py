"""The forms of services: terms, who serves, hours, closures, extra hours, leave."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers.actions import mark_of
from centers.choices import ServedBy, ServiceKind, Weekday
from centers.models import Adviser, Center, Service
from foundation.errors import DomainError, LostRace
from workflows.steps.forms import day_field, say_why_not, side_by_side

MOST_ROWS = 40


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


def _seen() -> forms.CharField:
    """The mark of what the page showed, sent along with what is typed."""
    return forms.CharField(required=False, widget=forms.HiddenInput)


def say_again(form: forms.BaseForm, row: Any, error: DomainError) -> int:
    """Why it is not saved; after a colleague's change, saving again is meant."""
    if isinstance(error, LostRace) and row is not None:
        typed: Any = form.data.copy()  # type: ignore[attr-defined] # a QueryDict
        typed["seen"] = mark_of(row)
        form.data = typed
    return say_why_not(form, error)


SERVED_BY = [row for row in ServedBy.choices if row[0] != ServedBy.CONSULTANTS]


class TermsForm(forms.ModelForm):
    """How a service is booked, and who may serve; consultants serve diagnoses.

    `used`: how many places of the open campaign are used, in words.
    """

    advisers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who may serve"),
        queryset=Adviser.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = _seen()

    class Meta:
        model = Service
        fields = [
            "is_open", "served_by", "minutes", "buffer_before", "buffer_after",
            "notice_hours", "cutoff_hours", "horizon_days", "per_day", "per_week",
            "per_campaign", "open_per_firm", "room",
        ]  # fmt: skip

    def __init__(self, *args: Any, used: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["seen"].initial = mark_of(row)
        self.fields["per_campaign"].help_text = used or _("Empty = no limit.")
        if row.kind == ServiceKind.VISIT:
            del self.fields["per_campaign"]  # districts have their quota
        if row.served_by == ServedBy.CONSULTANTS:
            del self.fields["served_by"], self.fields["advisers"]
            return
        side_by_side(self, "advisers")
        served_by: Any = self.fields["served_by"]
        served_by.choices = SERVED_BY
        advisers: Any = self.fields["advisers"]
        advisers.queryset = Adviser.objects.active().filter(center=row.center_id)
        advisers.initial = list(row.advisers.all())
        advisers.conditional = True  # needed where advisers serve

    def clean(self) -> dict[str, Any]:
        """Seats need nobody; who is to serve must be named before it is offered."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("served_by") == ServedBy.NOBODY:
            data["advisers"] = []
        elif data.get("is_open") and "advisers" in data and not data["advisers"]:
            words = _("Please choose who serves, or do not offer the service yet.")
            self.add_error("advisers", words)
        return data


class HoursForm(forms.Form):
    """One interval of the week."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), choices=Weekday.choices, coerce=int
    )
    opens = _time(gettext_lazy("From"))
    closes = _time(gettext_lazy("Until"))
    capacity = forms.IntegerField(
        label=gettext_lazy("At once"), min_value=1, max_value=500
    )


HoursRows = forms.formset_factory(
    HoursForm, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


class CloseForm(forms.Form):
    """Days on which the center, or one service, is closed: one entry for a range."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole center"),
    )
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=120)

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(center=center)


class ExtraForm(CloseForm):
    """Days on which a service is open besides its weekly hours."""

    opens = _time(gettext_lazy("From"))
    closes = _time(gettext_lazy("Until"))
    capacity = forms.IntegerField(
        label=gettext_lazy("At once"), min_value=1, max_value=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.required, field.empty_label = True, "—"


class LeaveForm(forms.Form):
    """An adviser's days away."""

    adviser = forms.ModelChoiceField(
        label=gettext_lazy("Adviser"), queryset=Adviser.objects.none()
    )
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["adviser"]
        field.queryset = Adviser.objects.filter(center=center)


class NewServiceForm(forms.Form):
    """A service the center does not offer yet."""

    kind = forms.ChoiceField(label=gettext_lazy("Service"))
    served_by = forms.ChoiceField(label=gettext_lazy("Served by"), choices=SERVED_BY)

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = set(center.services.values_list("kind", flat=True))
        kind: Any = self.fields["kind"]
        kind.choices = [row for row in ServiceKind.choices if row[0] not in known]

    def clean(self) -> dict[str, Any]:
        """Diagnoses are served by consultants, whatever was chosen."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == ServiceKind.VISIT:
            data["served_by"] = ServedBy.CONSULTANTS
        return data


class ReleaseForm(forms.ModelForm):
    """When planned times are released by themselves."""

    seen = _seen()

    class Meta:
        model = Center
        fields = ["release_ahead", "release_time"]
        widgets = {
            "release_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = mark_of(self.instance)


def _most(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=200,
        help_text=gettext_lazy("Empty = no limit."),
    )


class AdviserForm(forms.Form):
    """Who advises, on which weekdays, in which services."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    title_zh = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=80, required=False
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=Weekday.choices[:5],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A make-up working day counts as a Friday."),
        error_messages={"required": gettext_lazy("Please choose a weekday at least.")},
    )
    per_day = _most(gettext_lazy("Appointments a day at most"))
    per_week = _most(gettext_lazy("Appointments a week at most"))
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Services"),
        queryset=Service.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen = offered for nothing."),
    )
    seen = _seen()

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side_by_side(self, "weekdays", "services")
        services: Any = self.fields["services"]
        services.queryset = Service.objects.filter(
            center=center, served_by=ServedBy.ADVISERS
        )

    def clean_weekdays(self) -> str:
        """As digits, 0 = Monday."""
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def deed(self) -> dict[str, Any]:
        """What the actions take."""
        data = dict(self.cleaned_data)
        services, seen = list(data.pop("services")), data.pop("seen")
        return {"services": services, "seen": seen, "facts": data}
