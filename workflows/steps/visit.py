"""The visit as it was: held, with times, notes and sign-in, or nobody there."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from centers.choices import HALF_HOURS
from diagnoses.actions import MOST_PHOTOS, hold_visit, no_show
from diagnoses.choices import Outcome
from face.kept_files import KeepsFiles, KeptPapersField
from foundation.files import PAPER_LIMIT
from workflows.steps.base import Step
from workflows.steps.forms import DayInput, decides, sometimes_needed


class VisitForm(KeepsFiles):
    """What happened on site."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        initial=Outcome.HELD,
    )
    on = forms.DateField(
        label=_("Day"),
        widget=DayInput,
    )
    from_time = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    to_time = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    firm_signed = forms.CharField(
        label=_("Signed in for the firm"), max_length=40, required=False
    )
    team_signed = forms.CharField(label=_("Signed in for the team"), max_length=40)
    notes = forms.CharField(
        label=_("Notes"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Kick-off, tour, interviews, equipment seen, closing talk."),
    )

    photos = KeptPapersField(
        label=_("Photos"),
        most=MOST_PHOTOS,
        pictures=True,
        required=False,
        help_text=format_lazy(
            _(
                "Of the kick-off, the shop floor, the closing talk; no faces where it "
                "can be helped. JPG or PNG, up to {most} photos of {limit} MB each. "
                "Visits with photos count in the conduct on site (O5)."
            ),
            most=MOST_PHOTOS,
            limit=PAPER_LIMIT,
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "outcome")
        sometimes_needed(self, "firm_signed", "photos", when=1)

    def clean(self) -> dict[str, Any]:
        """Times in order; a held visit is signed by both sides."""
        data = super().clean() or {}
        first, last = data.get("from_time"), data.get("to_time")
        if first and last and last <= first:
            self.add_error("to_time", _("The visit must end after it begins."))
        held = data.get("outcome") == Outcome.HELD
        if held and not data.get("firm_signed", "").strip():
            self.add_error("firm_signed", _("Who signed in for the firm?"))
        return data


class VisitStep(Step):
    """The record of the site visit."""

    form_class = VisitForm
    template = "steps/visit.html"
    button = _("Save the visit")

    def initial(self) -> dict[str, Any]:
        """The booked half-day and the named lead."""
        slot = self.subject.slot
        lead = self.subject.diagnosis.team.filter(is_lead=True).first()
        hours = HALF_HOURS[slot.half] if slot else (None, None)
        return {
            "outcome": Outcome.HELD,
            "on": slot and slot.on,
            "from_time": hours[0],
            "to_time": hours[1],
            "firm_signed": self.subject.contact_name,
            "team_signed": str(lead or ""),
        }

    def form(self, data: Any = None) -> forms.Form:
        """The form, with the photos that were sent."""
        files = self.request.FILES if data is not None else None
        return VisitForm(data, files, initial=self.initial(), by=self.user)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Record what happened."""
        zone = timezone.get_default_timezone()
        common = {
            "booking": subject,
            "starts_at": datetime.combine(data["on"], data["from_time"], zone),
            "ends_at": datetime.combine(data["on"], data["to_time"], zone),
            "notes": data["notes"],
            "team_signed": data["team_signed"],
            "by": self.user,
            "at": at,
        }
        if data["outcome"] == Outcome.HELD:
            hold_visit(firm_signed=data["firm_signed"], photos=data["photos"], **common)
        else:
            no_show(**common)

    def after(self) -> str:
        """After a no-show the case goes back to the center."""
        self.subject.refresh_from_db(fields=["provider"])
        return super().after() if self.subject.provider_id else "/inbox/"
