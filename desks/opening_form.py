"""The part of a form in which a center's opening hours are entered."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers.choices import Weekday
from centers.opening import USUAL, Opening
from workflows.steps.forms import side_by_side


def _time(label: Any, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)


class OpeningForm(forms.Form):
    """Weekdays, and one or two spans of hours."""

    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Open on"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Name at least one weekday.")},
    )
    opens = _time(gettext_lazy("From"))
    closes = _time(gettext_lazy("Until"))
    opens_again = _time(gettext_lazy("And from"), required=False)
    closes_again = _time(gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side_by_side(self, "days")

    def clean(self) -> dict[str, Any]:
        """Spans in order; a second one has both ends."""
        data = super().clean() or {}
        if data.keys() >= {"days", "opens", "closes"}:
            again = (data.get("opens_again"), data.get("closes_again"))
            if any(again) and not all(again):
                self.add_error("closes_again", _("Please give both times."))
            elif self.opening().faults():
                self.add_error("closes", _("Each time must be later than the last."))
        return data

    def opening(self) -> Opening:
        """What was entered."""
        data = self.cleaned_data
        spans = [(data["opens"], data["closes"])]
        if data.get("opens_again") and data.get("closes_again"):
            spans.append((data["opens_again"], data["closes_again"]))
        return Opening(tuple(sorted(data["days"])), tuple(spans))


def shown(opening: Opening | None = None) -> dict[str, Any]:
    """The opening as the form's first values; the usual one without."""
    opening = opening or USUAL
    spans = [*opening.spans, (None, None)]
    return {
        "days": list(opening.days),
        "opens": spans[0][0], "closes": spans[0][1],
        "opens_again": spans[1][0], "closes_again": spans[1][1],
    }  # fmt: skip
