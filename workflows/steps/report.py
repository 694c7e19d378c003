"""The report: twelve sections as text, findings as rows; saved or handed in."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from diagnoses.actions import FROM_ROWS, save_report, submit_report
from diagnoses.choices import SECTIONS, Priority
from diagnoses.models import Report
from foundation import clock
from foundation.errors import DomainError
from workflows.kept import discard_draft
from workflows.steps.assess import said
from workflows.steps.base import Step
from workflows.steps.forms import data_of, say_why_not, sometimes_needed

SPARE_ROWS = 2
MOST_ROWS = 40
REMARKS = _("Printed from its own rows; remarks are welcome.")


class FindingForm(forms.Form):
    """One problem found, and what to do about it."""

    scene = forms.ChoiceField(label=_("Scene"))
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.MEDIUM
    )
    symptom = forms.CharField(label=_("Symptom"), max_length=300)
    evidence = forms.CharField(label=_("Evidence"), max_length=300)
    cause = forms.CharField(label=_("Cause"), max_length=300, required=False)
    loss = forms.CharField(label=_("Loss"), max_length=200, required=False)
    measure = forms.CharField(
        label=_("Measure, neutral towards brands"), max_length=300
    )

    def __init__(self, *args: Any, scenes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scene"]
        field.choices = [("", "—"), *scenes]  # an untouched row stays empty


FindingRows = forms.formset_factory(
    FindingForm,
    extra=SPARE_ROWS,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)


class ReportForm(forms.Form):
    """All sections, with the rows of findings beside them in `finding_rows`."""

    def __init__(
        self, data: Any = None, *, scenes: Any, rows: list[Any], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for number, (key, title) in enumerate(SECTIONS, 1):
            self._add_section(key, f"{number}. {title}")
        self.finding_rows: Any = FindingRows(
            data, initial=rows, prefix="finding", form_kwargs={"scenes": scenes}
        )

    def _add_section(self, key: str, label: str) -> None:
        from_rows = key in FROM_ROWS
        self.fields[key] = forms.CharField(
            label=label,
            required=False,
            max_length=8000,
            widget=forms.Textarea(attrs={"rows": 3 if from_rows else 5}),
            help_text=REMARKS if from_rows else "",
        )
        if not from_rows:
            sometimes_needed(self, key)  # a draft may leave it empty

    def is_valid(self) -> bool:
        """Sections and rows together."""
        return bool(super().is_valid() & self.finding_rows.is_valid())

    def kept(self) -> tuple[dict[str, str], list[dict[str, str]]]:
        """The sections and the findings that are to be kept."""
        rows = [
            {key: value for key, value in row.items() if key != "DELETE"}
            for row in self.finding_rows.cleaned_data
            if row and not row.get("DELETE")
        ]
        return dict(self.cleaned_data), rows


def findings_in(typed: QueryDict) -> list[dict[str, str]]:
    """The findings a draft holds; untouched and dropped ones are left out."""
    rows = [
        {key: typed.get(f"finding-{n}-{key}", "") for key in FindingForm.base_fields}
        for n in range(MOST_ROWS)
        if f"finding-{n}-DELETE" not in typed
    ]
    return [row for row in rows if any(row[key] for key in row if key != "priority")]


class ReportStep(Step):
    """Writing the report; it can be saved and resumed."""

    template = "steps/report.html"
    button = _("Hand in the report")

    def form(self, data: Any = None) -> forms.Form:
        """The report as it was last saved."""
        report = Report.objects.filter(diagnosis=self.subject.diagnosis).first()
        rows = list(report.findings.values(*FindingForm.base_fields) if report else [])
        return self._form(data, dict(report.sections) if report else {}, rows)

    def _form(self, data: Any, sections: dict[str, str], rows: list[Any]) -> ReportForm:
        content = self.subject.diagnosis.instrument.content
        scenes = [(row["id"], f"{row['id']} {said(row)}") for row in content["scenes"]]
        return ReportForm(data, initial=sections, scenes=scenes, rows=rows)

    def resumed(self) -> forms.Form:
        """With the findings that were typed, where there is a draft."""
        if self.draft is None:
            return self.form()
        typed = data_of(self.draft.typed)
        sections = {key: typed.get(key, "") for key, _title in SECTIONS}
        return self._form(None, sections, findings_in(typed))

    def context(self) -> dict[str, Any]:
        """The assessment beside it, and what the center wanted changed."""
        diagnosis = self.subject.diagnosis
        return {
            "assessment": diagnosis.assessments.last(),
            "review": diagnosis.reviews.last(),
            "report_due_on": diagnosis.report_due_on,
        }

    def attempt(self, form: Any) -> HttpResponse:
        """`save` keeps the draft; anything else hands it in."""
        if "save" not in self.request.POST:
            return super().attempt(form)
        sections, rows = form.kept()
        try:
            save_report(
                booking=self.subject,
                sections=sections,
                findings=rows,
                by=self.user,
                at=clock.now(),
            )
        except DomainError as error:
            say_why_not(form, error)
            return self.page(form, status=422)
        discard_draft(due=self.due, by=self.user)
        messages.success(self.request, gettext("Saved. You can go on later."))
        return redirect(reverse("task", args=[self.due.task_id]))

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Hand the report in."""
        sections, rows = self.handed_in.kept()
        submit_report(
            booking=subject, sections=sections, findings=rows, by=self.user, at=at
        )

    def post(self) -> HttpResponse:
        """Keep hold of the whole form: its rows are handed in with it."""
        self.handed_in: Any = self.form(self.request.POST)
        if not self.handed_in.is_valid():
            return self.page(self.handed_in, status=422)
        return self.attempt(self.handed_in)
