"""Which campaigns and agreements."""

from datetime import date
from typing import Self

from django.db import models

from campaigns.choices import CampaignState
from foundation.access.scoping import ScopedQuerySet
from foundation.prepared import Given


class CampaignQuerySet(ScopedQuerySet):
    """Questions about campaigns."""

    def public(self) -> Self:
        """Rules are published before a campaign opens."""
        return self.exclude(state=CampaignState.DRAFT)

    def open_on(self, day: date | Given) -> Self:
        """Campaigns that take bookings on that day."""
        return self.filter(
            state=CampaignState.OPEN, starts_on__lte=day, ends_on__gt=day
        )

    def with_quota_left(self, district: int | Given | None) -> Self:
        """With `quota_left`: cases the district may still have; None = no quota."""
        quotas = self.model._meta.get_field("quotas").related_model.objects
        own = quotas.filter(campaign=models.OuterRef("pk"), district=district)
        left = own.order_by().values(left=models.F("cases") - models.F("used"))
        return self.annotate(quota_left=models.Subquery(left))


class QuotaQuerySet(ScopedQuerySet):
    """Taking and giving back cases of a district's quota."""

    def left(self) -> Self:
        """Quotas of which a case is left."""
        return self.order_by().filter(used__lt=models.F("cases"))

    def give_back(self) -> None:
        """Return one case."""
        self.order_by().filter(used__gt=0).update(used=models.F("used") - 1)
