"""Which campaigns and agreements."""

from datetime import date
from typing import Self

from django.db import models

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

    def with_quota_left(self, district: int | None) -> Self:
        """With `quota_left`: cases the district may still have; None = no quota."""
        quotas = self.model._meta.get_field("quotas").related_model.objects
        own = quotas.filter(campaign=models.OuterRef("pk"), district=district)
        left = own.values(left=models.F("cases") - models.F("used"))
        return self.annotate(quota_left=models.Subquery(left))


class QuotaQuerySet(ScopedQuerySet):
    """Taking and giving back cases of a district's quota."""

    def take(self) -> bool:
        """Take one case by a single conditional UPDATE; False when none is left."""
        free = self.order_by().filter(used__lt=models.F("cases"))
        return free.update(used=models.F("used") + 1) == 1

    def give_back(self) -> None:
        """Return one case."""
        self.order_by().filter(used__gt=0).update(used=models.F("used") - 1)
