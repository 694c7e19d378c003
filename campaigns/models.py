"""A yearly campaign, quotas of districts and services, agreements with providers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.choices import CAMPAIGN_MOVES, CampaignState, Mode
from campaigns.querysets import (
    CampaignQuerySet,
    QuotaQuerySet,
    ServiceQuotaQuerySet,
)
from centers.models import District, Service
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Named, Staged, in_language
from providers.models import Provider


class Campaign(Named, Staged):
    """A year of government-bought diagnoses; half-open [starts_on, ends_on)."""

    MOVES = CAMPAIGN_MOVES
    STAGE_FIELD = "state"
    reach = Reach()

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="campaign",
    )
    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=CampaignState, default=CampaignState.DRAFT
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    rules_zh = models.TextField(_("published rules"))
    rules_en = models.TextField(_("published rules in English"), blank=True)
    rules_published_on = models.DateField(_("rules published on"), null=True)
    budget_fen = models.BigIntegerField(_("subsidy budget"))
    fee_fen = models.BigIntegerField(_("fee per case"))
    instrument_slug = models.SlugField(_("instrument"))
    scheme_slug = models.SlugField(_("scheme"))
    rule_slug = models.SlugField(_("subsidy rule"))

    objects = models.Manager.from_queryset(CampaignQuerySet)()

    class Meta:
        ordering = ["-year"]
        verbose_name = _("campaign")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(budget_fen__gte=0, fee_fen__gte=0),
                name="campaign_money_not_negative",
            )
        ]

    @property
    def rules(self) -> str:
        """The published rules in the reader's language."""
        return in_language(self.rules_zh, self.rules_en)


class DistrictQuota(models.Model):
    """How many diagnoses a district may have in a campaign, and how many it has.

    `used` is taken and given back with each case; the database refuses used > cases.
    """

    reach = Reach(center="district__served_by", district="district")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="quotas")
    district = models.ForeignKey(District, models.PROTECT, related_name="quotas")
    cases = models.PositiveIntegerField(_("cases"))
    used = models.PositiveIntegerField(_("used"), default=0)

    objects = models.Manager.from_queryset(QuotaQuerySet)()

    class Meta:
        ordering = ["district__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "district"], name="district_quota_once"
            ),
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("cases")),
                name="district_quota_not_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.district}"


class ServiceQuota(models.Model):
    """How many appointments of a center's service were booked in a campaign.

    Made with the first one. `used` is taken and given back with each of them, while it
    is below the service's `per_campaign`, which may be lowered below what is used.
    """

    reach = Reach(
        center="service__center",
        district="service__center__serves",
        many=frozenset({"district"}),
    )

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="service_quotas"
    )
    service = models.ForeignKey(Service, models.CASCADE, related_name="quotas")
    used = models.PositiveIntegerField(_("used"), default=0)

    objects = models.Manager.from_queryset(ServiceQuotaQuerySet)()

    class Meta:
        ordering = ["service"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "service"], name="service_quota_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.service}"


class Agreement(models.Model):
    """What a provider agreed to for a campaign: where, how many, at what fee."""

    reach = Reach(
        provider="provider", center="districts__served_by", many=frozenset({"center"})
    )

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="agreements")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="agreements")
    number = models.CharField(_("number"), max_length=30, unique=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.DIRECT)
    districts = models.ManyToManyField(District, related_name="agreements")
    quota = models.PositiveIntegerField(_("quota"))
    fee_fen = models.BigIntegerField(_("fee per case"))
    signed_on = models.DateField(_("signed on"))
    # The term, both days included; empty where it is the campaign's own. `sectors`:
    # the sector lot, empty = every sector the provider serves.
    starts_on = models.DateField(_("term from"), null=True, blank=True)
    ends_on = models.DateField(_("term until"), null=True, blank=True)
    sectors: Any = models.JSONField(_("sector lot"), default=list, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("agreement")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "provider"], name="agreement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(fee_fen__gte=0), name="agreement_fee_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number
