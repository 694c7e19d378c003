"""The officer's steps of a period: results checked, three gates, publication."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import clock
from subsidies.actions import confirm_evaluation, evaluate_again, publish, record_gate
from subsidies.checking import recompute
from subsidies.choices import AwardState, GateKind
from subsidies.models import Award
from workflows.periodfile import (
    awards_of,
    budget_parts,
    money_of,
    result_rows,
    rules_of,
)
from workflows.steps.base import Step
from workflows.steps.forms import DayInput, decides, sometimes_needed


class CheckForm(forms.Form):
    """Right as it is, or once more."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("confirm", _("The results are right: go on to the gates")),
            ("again", _("Something was put right: evaluate again")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when everything is evaluated again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "note", when=2)

    def clean(self) -> dict[str, Any]:
        """A second evaluation needs its reason."""
        data = super().clean() or {}
        if data.get("decision") == "again" and not data.get("note", "").strip():
            self.add_error("note", gettext("Say why everything is evaluated again."))
        return data


class CheckStep(Step):
    """The whole result before anything is decided."""

    form_class = CheckForm
    template = "steps/period_check.html"
    button = _("Decide")

    def context(self) -> dict[str, Any]:
        """Ranking, awards, use of the budget and the recomputation."""
        awards = awards_of(self.subject, self.user)
        money = money_of(self.subject, awards)
        return {
            "period": self.subject,
            "rows": result_rows(awards, {}, self.user, clock.today()),
            "money": money,
            "budget": budget_parts(money),
            "rules": rules_of(self.subject),
            "recomputed": recompute(self.subject),
            "missing": sum(
                len(award.evaluation.figures.get("unrated", [])) for award in awards
            ),
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """On to the gates, or back to the evaluation."""
        act = confirm_evaluation if data["decision"] == "confirm" else evaluate_again
        act(period=subject, by=self.user, at=at, note=data["note"])


EVIDENCE = {
    GateKind.CREDIT: (
        _("Evidence of the credit check"),
        _("For example the number of the enquiry at the credit office."),
    ),
    GateKind.DUPLICATE: (
        _("Evidence of the duplicate-funding check"),
        _("For example the list of other programmes it was compared with."),
    ),
    GateKind.DECISION: (
        _("Number of the minutes"),
        _("The number of the minutes of the meeting that decided."),
    ),
}


class GateForm(forms.Form):
    """Its evidence, and for each award why it is held back, if it is."""

    evidence = forms.CharField(max_length=200)
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kind: str, awards: list[Award], **kw: Any) -> None:
        super().__init__(*args, **kw)
        label, help_text = EVIDENCE[GateKind(kind)]
        self.fields["evidence"].label = label
        self.fields["evidence"].help_text = help_text
        self.awards = awards
        for award in awards:
            self.fields[f"stop_{award.pk}"] = forms.CharField(
                label=_("Held back because"),
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("Passed if empty")}),
            )

    @property
    def rows(self) -> list[tuple[Award, Any]]:
        """Each award with the field that would stop it."""
        return [(award, self[f"stop_{award.pk}"]) for award in self.awards]


class GateStep(Step):
    """One gate; which one follows from the node."""

    form_class = GateForm
    template = "steps/period_gate.html"
    button = _("Record this gate")

    @property
    def kind(self) -> GateKind:
        """The gate this page is about."""
        return GateKind(self.due.node.removeprefix("gate_"))

    def form_options(self) -> dict[str, Any]:
        """Awards that would still be paid."""
        awards = self.subject.awards.filter(
            state=AwardState.PROPOSED, award_fen__gt=0
        ).select_related("provider")
        return {"kind": self.kind, "awards": list(awards)}

    def context(self) -> dict[str, Any]:
        """Providers under one controller are marked: they share one cap."""
        awards = self.form_options()["awards"]
        houses = [award.provider.controller for award in awards]
        shared = {name for name in houses if name and houses.count(name) > 1}
        gates = self.subject.gates.select_related("by").order_by("pk")
        return {"kind": self.kind, "shared": shared, "gates": gates}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Record the gate."""
        record_gate(
            period=subject,
            kind=self.kind,
            evidence=data["evidence"],
            blocked={
                int(name.removeprefix("stop_")): why
                for name, why in data.items()
                if name.startswith("stop_") and why
            },
            note=data["note"],
            by=self.user,
            at=at,
        )


class SafeAddress(forms.URLField):
    """The full address of a page that is served safely."""

    default_validators = [
        URLValidator(
            schemes=["https"],
            message=_("Enter the full address of the page, beginning with https://"),
        )
    ]


class PublishForm(forms.Form):
    """Where the notice stands, and since when."""

    official_url = SafeAddress(
        label=_("Official address"),
        max_length=200,
        assume_scheme="https",
        help_text=_("The page of the notice on the bureau's own site (https)."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    published_on = forms.DateField(label=_("Published on"), widget=DayInput)


class PublishStep(Step):
    """The record of the official page starts the clock of every award."""

    form_class = PublishForm
    template = "steps/period_publish.html"
    button = _("Start the public notice")

    def initial(self) -> dict[str, date]:
        """Usually today."""
        return {"published_on": clock.today()}

    def context(self) -> dict[str, Any]:
        """What will be public."""
        awards = [
            award
            for award in awards_of(self.subject, self.user)
            if award.state == AwardState.PROPOSED
        ]
        rows = result_rows(awards, {}, self.user, clock.today())
        return {"rows": rows, "period": self.subject}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Publish."""
        publish(
            period=subject,
            official_url=data["official_url"],
            published_on=data["published_on"],
            by=self.user,
            at=at,
        )
