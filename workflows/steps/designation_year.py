"""The steps of a center's year: grade, mend, check; the withdrawal."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from designations import actions
from designations.choices import PaperKind, YearGrade
from face.files import papers_of
from face.kept_files import KeepsFiles, KeptPapersField
from foundation import clock
from foundation.attachments import MOST_FILES
from workflows.centerfigures import year_figures
from workflows.centerwords import figure_rows
from workflows.steps.base import Step
from workflows.steps.designation_forms import long_text
from workflows.steps.forms import DayInput, decides, side_by_side, sometimes_needed
from workflows.withdrawing import bookings_left, withdraw_designation

CURED, AGAIN, WITHDRAW = "cured", "again", "withdraw"


def later_day(label: Any) -> forms.DateField:
    """A day that only one of the answers needs."""
    return forms.DateField(label=label, widget=DayInput, required=False)


class GradeForm(forms.Form):
    """The grade and why; a failing year says what is to be mended."""

    grade = forms.ChoiceField(
        label=_("Grade"), choices=YearGrade.choices, widget=forms.RadioSelect
    )
    reasons = long_text(_("Reasons"), rows=5, most=2000)
    points = long_text(_("What is to be mended"), most=2000, required=False)
    mend_by = later_day(_("To be mended by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "grade")
        side_by_side(self, "grade")
        sometimes_needed(self, "points", "mend_by", when=len(YearGrade))

    def clean(self) -> dict[str, Any]:
        """A failing year needs points and a day."""
        data = super().clean() or {}
        if data.get("grade") == YearGrade.D:
            need(self, "points", "mend_by")
        return data


def need(form: forms.Form, *names: str) -> None:
    """Say beside each field that it cannot be left empty here."""
    for name in names:
        if not form.cleaned_data.get(name) and name not in form.errors:
            form.add_error(name, gettext("Please fill this in."))


class YearStep(Step):
    """What all steps of a year show beside their form."""

    template = "steps/center_year.html"

    def context(self) -> dict[str, Any]:
        """The year as it stands: figures, and what was reported."""
        review = self.subject
        papers = review.papers.filter(what=PaperKind.CURE).select_related("uploaded_by")
        return {
            "review": review,
            "figures": figure_rows(review.figures),
            "papers": papers_of(papers, "center_paper"),
        }


class GradeStep(YearStep):
    """The officer grades with the system's own figures in view."""

    form_class = GradeForm
    button = _("Grade the year")

    def context(self) -> dict[str, Any]:
        """The figures of this moment; they are kept with the grade."""
        figures = year_figures(self.subject.center, self.subject.year)
        return {**super().context(), "figures": figure_rows(figures)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Grade, and keep the figures it rests on."""
        actions.grade(
            review=subject, by=self.user, at=at,
            figures=year_figures(subject.center, subject.year), **data,
        )  # fmt: skip


class MendForm(KeepsFiles):
    """What was done, with evidence."""

    mended = long_text(_("What was done"), rows=6, most=4000)
    evidence = KeptPapersField(label=_("Evidence"), most=MOST_FILES, required=False)


class MendStep(YearStep):
    """The center reports what it has mended."""

    button = _("Report it")

    def form(self, data: Any = None) -> forms.Form:
        """The form, with the files that were sent."""
        files = self.request.FILES if data is not None else None
        return MendForm(data, files, by=self.user)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Keep the report."""
        actions.report_cure(
            review=subject, mended=data["mended"], papers=data["evidence"],
            by=self.user, at=at,
        )  # fmt: skip


class CureForm(forms.Form):
    """Mended, once more, or the end of the designation."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (CURED, _("Mended: designated as before")),
            (AGAIN, _("Not yet: mend it by another day")),
            (WITHDRAW, _("Withdraw the designation")),
        ],
        widget=forms.RadioSelect,
    )
    reason = long_text(_("Reason"), most=1000, help_text=_("The center reads it."))
    mend_by = later_day(_("To be mended by"))
    withdrawn_on = later_day(_("Withdrawn from this day on"))
    successor = forms.ModelChoiceField(
        label=_("Which center serves its districts then"),
        queryset=Center.objects.none(),
        required=False,
        empty_label=_("None yet"),
    )

    def __init__(self, *args: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["successor"]
        choice.queryset = centers
        decides(self, "decision")
        sometimes_needed(self, "mend_by", when=2)
        sometimes_needed(self, "withdrawn_on", "successor", when=3)

    def clean(self) -> dict[str, Any]:
        """Each decision needs something else."""
        data = super().clean() or {}
        needed = {AGAIN: ("mend_by",), WITHDRAW: ("withdrawn_on",)}
        need(self, *needed.get(data.get("decision", ""), ()))
        return data


class CheckMendingStep(YearStep):
    """The officer decides; a withdrawal waits until nobody is booked there."""

    template = "steps/center_check.html"
    button = _("Decide")

    def form(self, data: Any = None) -> forms.Form:
        """Other designated centers may take the districts over."""
        others = Center.objects.designated_on(clock.today())
        return CureForm(data, centers=others.exclude(pk=self.subject.center_id))

    def context(self) -> dict[str, Any]:
        """Who is booked there from today on."""
        left = bookings_left(self.subject.center, clock.today(), self.user)
        return {**super().context(), "left": left}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Do what was decided."""
        common = {"review": subject, "by": self.user, "at": at}
        if data["decision"] == CURED:
            actions.cure(verdict=data["reason"], **common)
        elif data["decision"] == AGAIN:
            actions.mend_again(points=data["reason"], mend_by=data["mend_by"], **common)
        else:
            withdraw_designation(
                on=data["withdrawn_on"], reason=data["reason"],
                successor=data["successor"], **common,
            )  # fmt: skip
