"""What is typed for an application, a call and a removal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from admissions.models import Application, Call
from campaigns.models import Campaign
from centers.choices import SECTORS
from centers.models import District
from face.files import PaperField
from face.kept_files import KeepsFiles, KeptPapersField
from foundation.attachments import MOST_FILES
from workflows.steps.forms import DayInput, side_by_side

AREA = {"rows": 6}


class ApplicationForm(forms.Form):
    """The draft: anything may be missing until it is handed in."""

    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        choices=SECTORS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    districts = forms.ModelMultipleChoiceField(
        label=_("Districts"),
        queryset=District.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ModelMultipleChoiceField(
        label=_("Team"),
        queryset=District.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Your consultants; add new ones under Consultants first."),
    )
    fee = forms.DecimalField(
        label=_("Asked fee per case, yuan"),
        min_value=1,
        max_value=10_000_000,
        decimal_places=2,
        required=False,
    )
    quota = forms.IntegerField(
        label=_("Asked quota, cases"), min_value=1, max_value=9999, required=False
    )
    statement = forms.CharField(
        label=_("What speaks for us"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("Experience, people, instruments; the experts read it."),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(application))
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.queryset = application.provider.consultants.active()
        side_by_side(self, "sectors", "districts", "team")
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What is valid so far, as `save_draft` takes it."""
        data = dict(self.cleaned_data)
        if "fee" in data:
            fee = data.pop("fee")
            data["price_fen"] = None if fee is None else int(fee * 100)
        for name in ("districts", "team"):
            if name in data:
                data[name] = list(data[name])
        return data


def _initial(row: Application) -> dict[str, Any]:
    fee = row.price_fen
    return {
        "sectors": row.sectors,
        "districts": row.districts.all(),
        "team": row.team.all(),
        "fee": f"{fee / 100:.2f}".removesuffix(".00") if fee else None,
        "quota": row.quota,
        "statement": row.statement,
    }


class UploadForm(forms.Form):
    """One file."""

    file = PaperField()


class Lines(forms.CharField):
    """A list typed line by line: Chinese name | English name (| more)."""

    widget = forms.Textarea(attrs=AREA)


class CallForm(forms.Form):
    """A call: text, days, evidence, criteria, threshold."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.all(), empty_label=None
    )
    name_zh = forms.CharField(label=_("Title of the call"), max_length=80)
    name_en = forms.CharField(label=_("Title of the call in English"), max_length=120)
    text_zh = forms.CharField(
        label=_("Text of the call"), widget=forms.Textarea(attrs={"rows": 8})
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        widget=forms.Textarea(attrs={**AREA, "lang": "en"}),
        required=False,
    )
    opens_on = forms.DateField(label=_("First day"), widget=DayInput)
    closes_on = forms.DateField(label=_("Last day"), widget=DayInput)
    evidence = Lines(
        label=_("Required evidence"),
        help_text=_("One item a line: Chinese name | English name."),
    )
    criteria = Lines(
        label=_("Criteria for the experts"),
        help_text=_("One a line: weight | Chinese name | English name. Sum 100."),
    )
    threshold = forms.IntegerField(
        label=_("Threshold, points"),
        min_value=0,
        max_value=100,
        help_text=_("Below it an admission needs a reasoned exception."),
    )

    def clean_evidence(self) -> list[dict[str, str]]:
        """Rows as the call keeps them."""
        return [
            {"id": f"e{n}", "name_zh": cells[0], "name_en": _cell(cells, 1)}
            for n, cells in enumerate(_rows(self.cleaned_data["evidence"]), 1)
        ]

    def clean_criteria(self) -> list[dict[str, Any]]:
        """Rows as the call keeps them; each needs its weight and name."""
        made = []
        for n, cells in enumerate(_rows(self.cleaned_data["criteria"]), 1):
            if len(cells) < 2 or not cells[0].isdecimal():
                words = _("Line %(n)d: weight | Chinese name | English name.")
                raise forms.ValidationError(words, params={"n": n})
            name = {"name_zh": cells[1], "name_en": _cell(cells, 2)}
            made.append({"id": f"c{n}", "weight": int(cells[0]), **name})
        return made


def _rows(text: str) -> list[list[str]]:
    lines = [line.replace("｜", "|") for line in text.splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def _cell(cells: list[str], n: int) -> str:
    return cells[n] if len(cells) > n else ""


def call_initial(call: Call) -> dict[str, Any]:
    """A call as its form shows it."""
    plain = ("campaign_id", "name_zh", "name_en", "text_zh", "text_en", "opens_on",
             "closes_on", "threshold")  # fmt: skip
    return {
        **{name.removesuffix("_id"): getattr(call, name) for name in plain},
        "evidence": "\n".join(
            f"{row['name_zh']} | {row['name_en']}" for row in call.evidence
        ),
        "criteria": "\n".join(
            f"{row['weight']} | {row['name_zh']} | {row['name_en']}"
            for row in call.criteria
        ),
    }


class ObjectToForm(KeepsFiles):
    """Against whom stands on the page; here: why, and by whom."""

    text = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("What speaks against the admission, and how it is proved."),
    )
    real_name = forms.CharField(
        label=_("Your real name"),
        max_length=40,
        help_text=_("Objections without a name are not dealt with."),
    )
    papers = KeptPapersField(label=_("Evidence"), most=MOST_FILES, required=False)


class RemovalForm(forms.Form):
    """From when on, and why."""

    on = forms.DateField(
        label=_("First day outside the pool"),
        widget=DayInput,
        help_text=_("No new jobs from this day on."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The provider reads it."),
    )
