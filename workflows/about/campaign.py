"""What is said of a campaign."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from face.formats import day, wan, yuan
from workflows.about.kinds import About, Facts


def _facts(campaign: Campaign, user: Any) -> Facts:
    last = campaign.ends_on - timedelta(days=1)
    span = f"{day(campaign.starts_on, 'long')} – {day(last, 'long')}"
    return [
        (_("Campaign"), campaign.name),
        (_("State"), campaign.get_state_display()),
        (_("Runs"), span),
        (_("Subsidy budget"), wan(campaign.budget_fen)),
        (_("Fee per case"), yuan(campaign.fee_fen)),
    ]


def _page(campaign: Campaign) -> str:
    return f"{reverse('campaign')}?year={campaign.year}"


def _line(campaign: Campaign, user: Any) -> str:
    return campaign.name


ABOUT_CAMPAIGN = About(_facts, _page, _line)
