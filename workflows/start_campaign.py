"""Begins the flow of a campaign, and tells people how it stands."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.models import User
from campaigns.actions import draft_campaign
from campaigns.choices import CampaignState
from campaigns.models import Campaign
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell
from workflows.flows.campaign import CampaignFlow
from workflows.models import Due

TEXTS = {
    CampaignState.PUBLISHED: gettext_noop("%(campaign)s: the rules are published."),
    CampaignState.OPEN: gettext_noop("%(campaign)s is open: firms can book."),
    CampaignState.CLOSED: gettext_noop(
        "%(campaign)s is closed: what has been booked goes on."
    ),
}


def new_campaign(**facts: Any) -> Campaign:
    """Draft a campaign and start its flow. Raises Refused."""
    with transaction.atomic():
        made = draft_campaign(**facts)
        CampaignFlow.start.run(campaign=made)
    return made


@transaction.atomic
def take_up(*, campaign: Campaign, by: Any, at: datetime) -> None:
    """Start the flow of a campaign that came from a file, where it stands.

    Raises Refused for a closed one, LostRace where it has a flow already.
    """
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.process_id is not None:
        raise LostRace(_("The campaign has its steps already."))
    if row.state == CampaignState.CLOSED:
        raise Refused(_("The campaign is closed."))
    CampaignFlow.start.run(campaign=row)
    step = Due.objects.open().get(campaign=row)
    record(
        by=by, deed="campaigns.take_up", at=at, row=row, before={"step": ""},
        after={"step": step.node, "due_on": step.due_on},
    )  # fmt: skip


def tell_of(campaign: Campaign, *, at: datetime) -> None:
    """How it stands now, to centers, districts and the providers that take part."""
    roles = frozenset({Role.MANAGER, Role.DISTRICT_OFFICER})
    people: list[User] = people_of(deed_roles=roles, at=at)
    people += people_of(
        deed_roles=frozenset({Role.COORDINATOR}), at=at,
        provider__in=campaign.agreements.values("provider"),
    )  # fmt: skip
    tell(
        people=people, event="campaign", text=TEXTS[CampaignState(campaign.state)],
        at=at, link="/campaign/", **campaign.in_both("campaign"),
    )  # fmt: skip
