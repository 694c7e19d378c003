"""Which campaigns and agreements."""

from datetime import date
from typing import Self

from campaigns.choices import CampaignState
from foundation.access.scoping import ScopedQuerySet


class CampaignQuerySet(ScopedQuerySet):
    """Questions about campaigns."""

    def public(self) -> Self:
        """Rules are published before a campaign opens."""
        return self.exclude(state=CampaignState.DRAFT)

    def open_on(self, day: date) -> Self:
        """Campaigns that take bookings on that day."""
        return self.filter(
            state=CampaignState.OPEN, starts_on__lte=day, ends_on__gt=day
        )
