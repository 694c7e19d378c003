"""Which campaigns and agreements."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce

from campaigns.choices import CampaignState
from centers.models import Service
from foundation.access.scoping import ScopedQuerySet
from foundation.prepared import Given

NO_LIMIT = 2**31 - 1


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


class ServiceQuotaQuerySet(QuotaQuerySet):
    """The same for a service, whose limit stands with the service, or is none."""

    def left(self) -> Self:
        """Services of which a place is left.

        The limit is asked by a subquery, not by a join: a conditional update must keep
        its conditions on the row itself, or two of them pass at once.
        """
        own = Service.objects.filter(pk=models.OuterRef("service"))
        limit = Coalesce(models.Subquery(own.values("per_campaign")), NO_LIMIT)
        return self.order_by().filter(used__lt=limit)

    def limited_in(self, campaign: models.Model) -> Self:
        """Services with a limit, while their campaign is open: later it may differ."""
        own = self.filter(campaign=campaign, campaign__state=CampaignState.OPEN)
        return own.filter(service__per_campaign__isnull=False).order_by(
            "service__center", "service"
        )
