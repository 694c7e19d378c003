"""The bureau's steps of an application, and the provider's completing of it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from admissions.actions import (
    ask_to_complete,
    complete,
    eligible_experts,
    end_notice,
    lacks,
    name_experts,
    pass_check,
    publish,
    refuse,
)
from foundation import clock
from workflows.admissionfile import application_context, notice_of
from workflows.awardfile import end_of
from workflows.steps.base import Step
from workflows.steps.forms import (
    DayInput,
    decides,
    side_by_side,
    sometimes_needed,
)


class ApplicationStep(Step):
    """What all steps of an application show above their form."""

    template = "steps/application.html"

    def context(self) -> dict[str, Any]:
        """The application as its own page shows it."""
        return application_context(self.subject, self.user, at=clock.now())


class CheckApplicationForm(forms.Form):
    """Complete, to be completed, or refused."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("pass", _("Complete: on to the experts")),
            ("complete", _("To be completed by the provider")),
            ("refuse", _("Refuse, with a reason")),
        ],
        widget=forms.RadioSelect,
    )
    credit_check = forms.CharField(
        label=_("Credit check"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was looked up where, on which day, and what it showed."),
    )
    text = forms.CharField(
        label=_("Points to complete, or the reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The provider reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "credit_check", when=1)
        sometimes_needed(self, "text")

    def clean(self) -> dict[str, Any]:
        """Each decision has its own words."""
        data = super().clean() or {}
        decision = data.get("decision")
        name = "credit_check" if decision == "pass" else "text"
        if decision and not data.get(name, "").strip() and name not in self.errors:
            words = {
                "credit_check": gettext("Please record what the credit check showed."),
                "text": gettext("Please say why."),
            }
            self.add_error(name, words[name])
        return data


class CheckApplicationStep(ApplicationStep):
    """The formal check of the bureau."""

    form_class = CheckApplicationForm
    button = _("Decide")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """One of three ways."""
        facts = {"application": subject, "by": self.user, "at": at}
        if data["decision"] == "pass":
            pass_check(credit_check=data["credit_check"], **facts)
        elif data["decision"] == "complete":
            ask_to_complete(points=data["text"], **facts)
        else:
            refuse(reason=data["text"], deed="admissions.check", **facts)


class CompleteApplicationStep(ApplicationStep):
    """The provider has put right what the bureau named."""

    template = "steps/application_complete.html"
    button = _("Hand in again")

    def context(self) -> dict[str, Any]:
        """What is still missing by the call itself."""
        return {**super().context(), "lacks": lacks(self.subject)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Back to the bureau."""
        complete(application=subject, by=self.user, at=at)


class ExpertsForm(forms.Form):
    """At least two people."""

    people = forms.ModelMultipleChoiceField(
        label=_("Assessors"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two, none of whom ever belonged to the applicant."),
    )

    def __init__(self, *args: Any, eligible: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = eligible
        side_by_side(self, "people")


class NameExpertsStep(ApplicationStep):
    """The bureau's choice among those without a tie."""

    form_class = ExpertsForm
    template = "steps/application_short.html"
    button = _("Name them")

    def form_options(self) -> dict[str, Any]:
        """Only people without a tie are offered."""
        return {"eligible": eligible_experts(self.subject, at=clock.now())}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Open their sheets."""
        people = list(data["people"])
        name_experts(application=subject, people=people, by=self.user, at=at)


class PublishAdmissionForm(forms.Form):
    """Where and when it was published."""

    official_url = forms.URLField(
        label=_("Official page"),
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_("The address of the notice on the bureau's site."),
    )
    published_on = forms.DateField(label=_("Published on"), widget=DayInput)


class PublishAdmissionStep(ApplicationStep):
    """The clock for objections starts with the record of the page."""

    form_class = PublishAdmissionForm
    template = "steps/application_short.html"
    button = _("Record the notice")

    def initial(self) -> dict[str, date]:
        """Usually today."""
        return {"published_on": clock.today()}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Record it."""
        publish(application=subject, by=self.user, at=at, **data)


class AdmissionNoticeStep(ApplicationStep):
    """The officer ends the notice once its last day is over."""

    template = "steps/application_notice.html"
    button = _("End the notice")

    def context(self) -> dict[str, Any]:
        """Whether its time still runs."""
        last: Any = notice_of(self.subject)
        running = clock.today() <= last.ends_on
        times = {"running": running, "ends_on": last.ends_on}
        return {**super().context(), **times, "ends_at": end_of(last.ends_on)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """End it; refused while the clock runs."""
        end_notice(application=subject, by=self.user, at=at)
