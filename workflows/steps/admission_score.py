"""An expert's sheet for an application: each criterion 0-100, with a sentence."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from admissions.actions import score
from admissions.models import Opinion
from workflows.steps.admission import ApplicationStep


class OpinionForm(forms.Form):
    """A number and a sentence for each criterion of the call."""

    def __init__(self, *args: Any, criteria: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = []
        for row in criteria:
            key = row["id"]
            self.fields[key] = forms.IntegerField(
                label=f"{row['name']} ({row['weight']} %)",
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"{key}_why"] = forms.CharField(
                label=_("Why, in a sentence"),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.rows.append((self[key], self[f"{key}_why"]))


class ScoreApplicationStep(ApplicationStep):
    """The application with its papers, without any other sheet."""

    template = "steps/application_score.html"
    button = _("Hand in the sheet")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        sheets = Opinion.objects.visible_to(self.user)
        data: dict[str, Any] = self.due.task.data or {}
        found = sheets.filter(pk=data.get("opinion", 0)).first()
        if found is None:
            raise Http404
        self.opinion: Opinion = found

    def form(self, data: Any = None) -> forms.Form:
        """The criteria of the call."""
        return OpinionForm(data, criteria=self.subject.call.measures)

    def after(self) -> str:
        """Back to the inbox."""
        return "/inbox/"

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Hand in the sheet."""
        keys = [row["id"] for row in subject.call.criteria]
        score(
            opinion=self.opinion,
            scores={key: data[key] for key in keys},
            sentences={key: data[f"{key}_why"] for key in keys},
            by=self.user,
            at=at,
        )
