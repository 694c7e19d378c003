"""The on-site assessment: the consultant answers the instrument."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from diagnoses.actions import assess_on_site
from foundation.models import in_language
from workflows.steps.base import Step


def said(row: dict[str, Any]) -> str:
    """An instrument text in the reader's language."""
    return in_language(row["zh"], row["en"])


class AssessForm(forms.Form):
    """One field per question and scene of the instrument."""

    def __init__(self, *args: Any, instrument: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups: list[dict[str, Any]] = []
        self.zero = said(instrument["scene_zero"])
        for dimension in instrument["dimensions"]:
            rows = [
                row for row in instrument["questions"] if row["dim"] == dimension["id"]
            ]
            names = [self._add_question(row) for row in rows]
            if names:
                self._group(said(dimension), names)
        names = [self._add_scene(row) for row in instrument["scenes"]]
        self._group(str(_("Scenes of operation")), names)

    def _group(self, title: str, names: list[str]) -> None:
        self.groups.append({"title": title, "fields": [self[name] for name in names]})

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
        mark = f" · {_('constrained')}" if row["constrained"] else ""
        self.fields[row["id"]] = forms.TypedChoiceField(
            label=f"{row['id']} {said(row)}{mark}",
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

    def form_options(self) -> dict[str, Any]:
        """The instrument version of this diagnosis, for ever."""
        return {"instrument": self.subject.diagnosis.instrument.content}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Score and keep the answers."""
        assess_on_site(booking=subject, answers=data, by=self.user, at=at)
