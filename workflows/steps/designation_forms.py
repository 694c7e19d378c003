"""The forms of a designation's steps."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import District
from designations.choices import DesignationState
from designations.models import Checklist
from face.files import PaperField
from face.kept_files import KeepsFiles, KeptPapersField
from foundation.attachments import MOST_FILES
from workflows.checklists import name_of
from workflows.steps.forms import (
    DayInput,
    day_field,
    decides,
    side_by_side,
    sometimes_needed,
)

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
FORWARD, RETURN, REJECT = "forward", "return", "reject"


def long_text(label: Any, rows: int = 4, most: int = 1000, **more: Any) -> Any:
    """A text of some lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=area, **more)


class ChecklistForm(forms.Form):
    """Value, note and reasoned exception for each point of a checklist."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = checklist.points
        self.rows: dict[str, list[forms.BoundField]] = {}
        for point in self.points:
            self._add(point)

    def _add(self, point: Mapping[str, Any]) -> None:
        key = point["id"]
        self.fields[f"{key}_value"] = _value_field(point, name_of(point))
        if point["kind"] == "yes":
            side_by_side(self, f"{key}_value")
        self.fields[f"{key}_note"] = forms.CharField(
            label=_("Note"), max_length=300, required=False
        )
        self.fields[f"{key}_exception"] = forms.CharField(
            label=_("Reason for an exception"),
            max_length=300,
            required=False,
            help_text=_("Only where the point is not met."),
        )
        sometimes_needed(self, f"{key}_value", f"{key}_exception")
        names = ("value", "note", "exception")
        self.rows[key] = [self[f"{key}_{name}"] for name in names]

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was typed and makes sense, by point."""
        return {point["id"]: self._answer(point) for point in self.points}

    def _answer(self, point: Mapping[str, Any]) -> dict[str, Any]:
        key, data = point["id"], self.cleaned_data
        value = data.get(f"{key}_value")
        if point["kind"] == "yes":
            value = {"yes": True, "no": False}.get(value or "")
        return {
            "value": value,
            "note": data.get(f"{key}_note", ""),
            "exception": data.get(f"{key}_exception", ""),
        }


def _value_field(point: Mapping[str, Any], label: str) -> forms.Field:
    if point["kind"] == "yes":
        return forms.ChoiceField(
            label=label, choices=YES_NO, widget=forms.RadioSelect, required=False
        )
    return forms.IntegerField(
        label=label, min_value=0, max_value=100_000, required=False
    )


def typed_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers as the form shows them."""
    found: dict[str, Any] = {}
    for key, answer in answers.items():
        value = answer.get("value")
        words = {True: "yes", False: "no"}
        shown = words[value] if isinstance(value, bool) else value
        found[f"{key}_value"] = shown
        found[f"{key}_note"] = answer.get("note", "")
        found[f"{key}_exception"] = answer.get("exception", "")
    return found


class PointsForm(forms.Form):
    """Which points are to be completed: shared by the district and the city."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points: Any = self.fields["points"]
        points.choices = [(row["id"], name_of(row)) for row in checklist.points]

    def need(self, *names: str) -> None:
        """Say beside each field that it cannot be left empty here."""
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, gettext("Please fill this in."))


def points_field() -> forms.MultipleChoiceField:
    """The points to be completed."""
    return forms.MultipleChoiceField(
        label=_("Points to be completed"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class CheckForm(PointsForm):
    """The district forwards, returns or rejects."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (FORWARD, _("Support it and forward it to the city")),
            (RETURN, _("Return it to be completed")),
            (REJECT, _("Not ready yet: back to nurturing")),
        ],
        widget=forms.RadioSelect,
    )
    letter = PaperField(label=_("District's letter of support"), required=False)
    points = points_field()
    reason = long_text(_("Reason"), required=False, help_text=_("The center reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "letter", when=1)
        sometimes_needed(self, "points", when=2)
        sometimes_needed(self, "reason")

    def clean(self) -> dict[str, Any]:
        """Each decision needs something else."""
        data = super().clean() or {}
        needed = {
            FORWARD: ("letter",),
            RETURN: ("points", "reason"),
            REJECT: ("reason",),
        }
        self.need(*needed.get(data.get("decision", ""), ()))
        return data


class AppointForm(forms.Form):
    """Who goes there, and when."""

    people = forms.ModelMultipleChoiceField(
        label=_("Experts"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two; each writes a sheet of their own."),
        error_messages={"required": _("At least two different experts are needed.")},
    )
    visit_on = day_field(_("Day of the site visit"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["people"]
        choice.queryset = people
        choice.label_from_instance = lambda person: person.name
        side_by_side(self, "people")


class JudgeForm(forms.Form):
    """A number and words for each point, and an opinion."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {}
        for point in checklist.points:
            key = point["id"]
            self.fields[f"{key}_score"] = forms.IntegerField(
                label=_("Score (0-100)"),
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"{key}_remark"] = forms.CharField(
                label=_("What you saw"), max_length=500, required=False
            )
            self.rows[key] = [self[f"{key}_score"], self[f"{key}_remark"]]
        self.fields["opinion"] = long_text(_("Opinion"), rows=5, most=2000)
        self.fields["untied"] = forms.BooleanField(
            label=_("I have no tie to this center or its operator.")
        )


DECISIONS = [
    (DesignationState.NOTICE.value, _("Objection rejected: the notice goes on")),
    (DesignationState.PUBLISHING.value, _("Designate: to public notice")),
    (DesignationState.COMPLETING.value, _("Return it to be completed")),
    (DesignationState.REFUSED.value, _("Do not designate")),
]


class DecideForm(PointsForm):
    """To public notice, returned or refused; an objection is answered by it."""

    to = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    points = points_field()
    reason = long_text(_("Reason"), required=False, help_text=_("The center reads it."))

    def __init__(self, *args: Any, objected: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objected = objected
        choice: Any = self.fields["to"]
        choice.choices = DECISIONS if objected else DECISIONS[1:]
        sometimes_needed(self, "points", "reason")

    def clean(self) -> dict[str, Any]:
        """Returning needs points; all but a plain notice a reason."""
        data = super().clean() or {}
        to = data.get("to")
        if to == DesignationState.COMPLETING:
            self.need("points", "reason")
        elif to and (self.objected or to == DesignationState.REFUSED):
            self.need("reason")
        return data


class PublishDesignationForm(forms.Form):
    """The official page."""

    official_url = forms.URLField(label=_("Official address"), assume_scheme="https")
    published_on = day_field(_("Published on"))


class NoticeForm(KeepsFiles):
    """It ran out undisputed, or somebody objected."""

    decision = forms.ChoiceField(
        label=_("Result of the notice"),
        choices=[
            ("undisputed", _("Undisputed: end the notice")),
            ("objection", _("Record an objection")),
        ],
        widget=forms.RadioSelect,
    )
    real_name = forms.CharField(
        label=_("Real name of who objects"), max_length=40, required=False
    )
    text = long_text(_("What is wrong"), most=2000, required=False)
    evidence = long_text(
        _("Evidence"),
        most=2000,
        required=False,
        help_text=_("In words, files or both."),
    )
    papers = KeptPapersField(label=_("Files"), most=MOST_FILES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "real_name", "text", "evidence", "papers", when=2)

    def clean(self) -> dict[str, Any]:
        """An objection has a name, words and evidence."""
        data = super().clean() or {}
        if data.get("decision") == "objection":
            words = () if data.get("papers") else ("evidence",)
            for name in ("real_name", "text", *words):
                if not data.get(name, "").strip() and name not in self.errors:
                    self.add_error(name, gettext("Please fill this in."))
        return data


class GrantForm(forms.Form):
    """Number, day, and the districts it serves."""

    number = forms.CharField(label=_("Designation number"), max_length=60)
    on = forms.DateField(label=_("Day of the designation"), widget=DayInput)
    serves = forms.ModelMultipleChoiceField(
        label=_("Districts it serves"),
        queryset=District.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Firms of these districts book here from now on."),
        error_messages={"required": _("Name at least one district.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side_by_side(self, "serves")
