"""The on-site assessment: the consultant answers the instrument."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diagnoses.actions import assess_on_site
from diagnoses.choices import AssessmentKind
from foundation.models import in_language
from workflows.steps.base import Step


def said(row: dict[str, Any]) -> str:
    """An instrument text in the reader's language."""
    return in_language(row["zh"], row["en"])


SHORT = 12  # letters of an option that stands beside others


class AssessForm(forms.Form):
    """One field per question and scene of the instrument."""

    def __init__(self, *args: Any, instrument: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: list[dict[str, Any]] = []
        self.zero = said(instrument["scene_zero"])
        for dimension in instrument["dimensions"]:
            rows = [
                row for row in instrument["questions"] if row["dim"] == dimension["id"]
            ]
            names = [self._add_question(row) for row in rows]
            if names:
                self._part(said(dimension), names)
        for chain, scenes in groupby(instrument["scenes"], lambda row: row["chain"]):
            self._part(said(chain), [self._add_scene(row) for row in scenes])

    def _part(self, title: str, names: list[str]) -> None:
        for name in names:
            field: Any = self.fields[name]
            field.tiles = all(len(str(words)) <= SHORT for _key, words in field.choices)
        self.parts.append({"title": title, "rows": [self[name] for name in names]})

    def _add_question(self, row: dict[str, Any]) -> str:
        name = f"Q{row['no']}"
        choices = [(option["key"], said(option)) for option in row["options"]]
        label = f"{row['no']}. {said(row)}"
        if row["type"] == "single":
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect
            )
        else:
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        return name

    def _add_scene(self, row: dict[str, Any]) -> str:
        choices = [("0", f"0 · {self.zero}")]
        for level in ("1", "2", "3", "4"):
            choices.append((level, f"{level} · {said(row['levels'][level])}"))
        label = f"{row['id']} {said(row)}"
        if row["constrained"]:
            label = _("%(scene)s (constrained)") % {"scene": label}
        self.fields[row["id"]] = forms.TypedChoiceField(
            label=label,
            choices=choices,
            coerce=int,
            widget=forms.RadioSelect,
        )
        return str(row["id"])


class AssessStep(Step):
    """Fifteen questions and sixteen scenes, scored at once."""

    form_class = AssessForm
    template = "steps/assess.html"
    button = _("Score the assessment")

    def initial(self) -> dict[str, Any]:
        """The answers given before, where the assessment has come back."""
        found = self.subject.diagnosis.assessments.filter(kind=AssessmentKind.ONSITE)
        before = found.first()
        return dict(before.answers) if before else {}

    def form_options(self) -> dict[str, Any]:
        """The instrument version of this diagnosis, for ever."""
        return {"instrument": self.subject.diagnosis.instrument.content}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Score and keep the answers."""
        assess_on_site(booking=subject, answers=data, by=self.user, at=at)
