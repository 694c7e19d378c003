"""A campaign, from the draft of its rules to its close."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from campaigns.choices import CampaignState
from campaigns.models import Campaign
from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import CampaignProcess
from workflows.nodes import Begin, Human


def first_day(campaign: Campaign) -> date:
    """The day on which it opens."""
    return campaign.starts_on


def day_after(campaign: Campaign) -> date:
    """The first day without it."""
    return campaign.ends_on


class CampaignFlow(flow.Flow):
    """A year's campaign: rules published, opened, closed; taken up where it stands."""

    process_class = CampaignProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).ByStage(
        {
            CampaignState.DRAFT: this.publish_rules,
            CampaignState.PUBLISHED: this.open_campaign,
            CampaignState.OPEN: this.close_campaign,
        }
    )
    publish_rules = Human(
        deed="campaigns.publish_rules",
        title=_("Publish the rules of the campaign"),
        term="publish_rules",
        icon="scroll-text",
    ).Next(this.open_campaign)
    open_campaign = Human(
        deed="campaigns.open",
        title=_("Open the campaign"),
        term="open_campaign",
        icon="door-open",
        due_on=first_day,
    ).Next(this.close_campaign)
    close_campaign = Human(
        deed="campaigns.close",
        title=_("Close the campaign"),
        term="close_campaign",
        icon="door-closed",
        not_before=day_after,
    ).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, campaign: Campaign) -> Any:
        """Link the new process to its campaign."""
        return link(activation, campaign)
