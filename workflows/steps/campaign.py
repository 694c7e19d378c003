"""The three steps of a campaign: publish its rules, open it, close it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from campaigns.actions import (
    close_campaign,
    missing_for_rules,
    open_campaign,
    publish_rules,
)
from foundation import clock
from workflows.start_campaign import tell_of
from workflows.steps.base import Step


class PublishRulesStep(Step):
    """The rules as they will be read; from now on nobody changes them."""

    template = "steps/campaign.html"
    button = _("Publish the rules")

    def context(self) -> dict[str, Any]:
        """The draft, and what it lacks."""
        return {
            "quotas": self.subject.quotas.select_related("district"),
            "missing": missing_for_rules(self.subject, clock.now()),
            "is_draft": True,
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Publish."""
        publish_rules(campaign=subject, by=self.user, at=at)
        tell_of(subject, at=at)


class OpenCampaignStep(Step):
    """Firms can book."""

    template = "steps/campaign.html"
    button = _("Open for booking")

    def context(self) -> dict[str, Any]:
        """Who takes part."""
        return {
            "quotas": self.subject.quotas.select_related("district"),
            "agreements": self.subject.agreements.count(),
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Open."""
        open_campaign(campaign=subject, by=self.user, at=at)
        tell_of(subject, at=at)


class CloseForm(forms.Form):
    """Why, where it closes before its end."""

    reason = forms.CharField(
        label=_("Why it closes early"),
        max_length=300,
        required=False,
        help_text=_("Needed before its last day; the audit log keeps it."),
    )


class CloseCampaignStep(Step):
    """No new bookings."""

    form_class = CloseForm
    template = "steps/campaign.html"
    button = _("Close the campaign")

    def context(self) -> dict[str, Any]:
        """What still runs."""
        running = Booking.objects.visible_to(self.user).running()
        return {"running": running.filter(campaign=self.subject).count(), "closes": 1}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Close."""
        close_campaign(campaign=subject, by=self.user, at=at, **data)
        tell_of(subject, at=at)
