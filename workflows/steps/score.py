"""A blind score sheet: five factors 0-100, a sentence each."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from foundation.models import in_language
from ratings.actions import submit_sheet
from ratings.models import ScoreSheet
from workflows.reading import report_context
from workflows.steps.base import Step


class ScoreForm(forms.Form):
    """A number and a sentence for each factor of the scheme."""

    def __init__(self, *args: Any, factors: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = []
        for factor in factors:
            name = in_language(factor["name_zh"], factor["name_en"])
            key = factor["id"]
            self.fields[key] = forms.IntegerField(
                label=f"{name} ({factor['weight']} %)",
                min_value=0,
                max_value=100,
                help_text=in_language(factor["help_zh"], factor["help_en"]),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"{key}_why"] = forms.CharField(
                label=_("Why, in a sentence"),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.rows.append((self[key], self[f"{key}_why"]))


class ScoreStep(Step):
    """The report without provider, team or the other sheet."""

    template = "steps/score.html"
    button = _("Hand in the sheet")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        sheets = ScoreSheet.objects.visible_to(self.user).select_related("scheme")
        found = sheets.filter(pk=self.due.task.data.get("sheet")).first()
        if found is None:
            raise Http404
        self.sheet: ScoreSheet = found

    def form(self, data: Any = None) -> forms.Form:
        """The factors of the sheet's own scheme."""
        return ScoreForm(data, factors=self.sheet.scheme.body["factors"])

    def context(self) -> dict[str, Any]:
        """The report, blind."""
        return report_context(self.subject, blind=True)

    def after(self) -> str:
        """Back to the inbox: the case itself is not the assessor's to see."""
        return "/inbox/"

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Hand in the sheet."""
        keys = [factor["id"] for factor in self.sheet.scheme.body["factors"]]
        submit_sheet(
            sheet=self.sheet,
            scores={key: data[key] for key in keys},
            sentences={key: data[f"{key}_why"] for key in keys},
            by=self.user,
            at=at,
        )
