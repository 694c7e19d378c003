"""States of a campaign and modes of an agreement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CampaignState(TextChoices):
    """A campaign's life."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Rules published")
    OPEN = "open", _("Open for booking")
    CLOSED = "closed", _("Campaign closed")


CAMPAIGN_MOVES: dict[str, frozenset[str]] = {
    CampaignState.DRAFT: frozenset({CampaignState.PUBLISHED}),
    CampaignState.PUBLISHED: frozenset({CampaignState.OPEN}),
    CampaignState.OPEN: frozenset({CampaignState.CLOSED}),
}


class Mode(TextChoices):
    """How jobs under an agreement are assigned (MoF order 110)."""

    DIRECT = "DIRECT", _("Firm's or buyer's choice")
    MINI_BID = "MINI_BID", _("Second-stage bidding")
    ROTATION = "ROTATION", _("Rotation")
    LOT = "LOT", _("Lot")
