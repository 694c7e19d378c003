"""What the bureau found on site."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation import clock
from ratings.checks import QUESTIONS, finish_check
from workflows.conductfile import QUESTION_WORDS, conduct_of
from workflows.steps.base import Step
from workflows.steps.forms import day_field

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _asked(key: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=QUESTION_WORDS[key], choices=YES_NO, widget=forms.RadioSelect
    )


class SpotCheckForm(forms.Form):
    """Who looked when, four questions, the report's quality, and words."""

    visited_on = day_field(_("Day of the check"))
    visited_by = forms.CharField(label=_("Who was there"), max_length=80)
    sign_in = _asked("sign_in")
    team = _asked("team")
    hours = _asked("hours")
    record = _asked("record")
    score = forms.IntegerField(
        label=_("Quality of the report"),
        min_value=0,
        max_value=100,
        help_text=_("0 to 100, against what is on site."),
    )
    note = forms.CharField(
        label=_("What was found"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed where an answer is no. Firm and provider read it."),
    )


class SpotCheckStep(Step):
    """The bureau's record of a spot check."""

    form_class = SpotCheckForm
    template = "steps/spot_check.html"
    button = _("Save the check")

    def initial(self) -> dict[str, Any]:
        """Today."""
        return {"visited_on": clock.today()}

    def context(self) -> dict[str, Any]:
        """What the record says, to be compared with what is on site."""
        return {"conduct": conduct_of(self.subject.booking)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Keep what was found."""
        answers = {key: data.pop(key) == "yes" for key in QUESTIONS}
        finish_check(check=subject, answers=answers, by=self.user, at=at, **data)
