"""The provider accepts with a named team, or declines with a reason."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.actions import decline_job
from assignments.candidates import free_consultants
from diagnoses.actions import accept_with_team
from providers.models import Consultant
from workflows.steps.base import Step
from workflows.steps.forms import (
    decides,
    shown_with,
    side_by_side,
    sometimes_needed,
)


class RespondForm(forms.Form):
    """Accept with lead and team, or decline with a reason."""

    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("accept", _("Accept the job")), ("decline", _("Decline"))],
        widget=forms.RadioSelect,
        initial="accept",
    )
    lead = forms.ModelChoiceField(
        label=_("Lead consultant"),
        queryset=Consultant.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("Qualified in the firm's sector and free on the booked half-day."),
    )
    team = forms.ModelMultipleChoiceField(
        label=_("Team"),
        queryset=Consultant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confidentiality = forms.BooleanField(
        label=_("We sign the confidentiality undertaking for this job."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason for declining"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, leads: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "lead", "confidentiality", when=1)
        shown_with(self, 1, "team")
        side_by_side(self, "team")
        sometimes_needed(self, "reason", when=2)
        lead: Any = self.fields["lead"]
        team: Any = self.fields["team"]
        lead.queryset, team.queryset = leads, people

    def clean(self) -> dict[str, Any]:
        """Each answer has what it needs."""
        data = super().clean() or {}
        if data.get("decision") == "decline":
            if not data.get("reason", "").strip():
                self.add_error("reason", _("Please say why."))
        elif data.get("decision") == "accept":
            if not data.get("lead") and "lead" not in self.errors:
                self.add_error("lead", _("Please name who leads the visit."))
            if not data.get("confidentiality"):
                self.add_error(
                    "confidentiality", _("The undertaking is needed to accept.")
                )
        return data


class RespondStep(Step):
    """The provider's answer."""

    form_class = RespondForm
    button = _("Send the answer")

    def form_options(self) -> dict[str, Any]:
        """Only people who are free that half-day can lead."""
        free = free_consultants(self.subject).get(self.subject.provider_id, [])
        mine = Consultant.objects.filter(provider=self.subject.provider_id)
        return {"leads": mine.filter(pk__in=free), "people": mine}

    def initial(self) -> dict[str, Any]:
        """Whoever the proposal would send."""
        held = self.subject.reservations.first()
        return {"decision": "accept", "lead": held and held.consultant_id}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Accept or decline."""
        if data["decision"] == "decline":
            decline_job(booking=subject, by=self.user, at=at, reason=data["reason"])
            return
        accept_with_team(
            booking=subject,
            lead=data["lead"],
            team=list(data["team"]),
            by=self.user,
            at=at,
        )

    def after(self) -> str:
        """A declined case is no longer the provider's to see."""
        self.subject.refresh_from_db(fields=["provider"])
        return super().after() if self.subject.provider_id else "/inbox/"
