"""Providers, their consultants, and the dated facts about them."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centers.choices import SECTORS
from centers.models import District
from foundation.access.scoping import Reach, ScopedManager
from providers.querysets import (
    ConsultantQuerySet,
    ProviderQuerySet,
    SuspensionQuerySet,
)


class Provider(models.Model):
    """A service organisation that diagnoses firms."""

    reach = Reach(
        provider="pk",
        center="agreements__districts__served_by",
        many=frozenset({"center"}),
    )

    credit_code = models.CharField(_("credit code"), max_length=18, unique=True)
    name = models.CharField(_("provider"), max_length=80)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registered in"),
    )
    phone = models.CharField(_("phone"), max_length=20)
    controller = models.CharField(_("controller"), max_length=80, blank=True)

    objects = models.Manager.from_queryset(ProviderQuerySet)()

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")

    def __str__(self) -> str:
        return self.name


class ProviderSector(models.Model):
    """A sector (GB/T 4754 division) in which a provider works."""

    reach = Reach(provider="provider")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="sectors")
    sector = models.CharField(_("sector"), max_length=2, choices=SECTORS)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "sector"], name="provider_sector_once"
            )
        ]

    def __str__(self) -> str:
        return self.sector


class LocalStatus(models.Model):
    """Local provider from `starts_on` (until before `ends_on`), with its evidence."""

    reach = Reach(provider="provider")

    provider = models.ForeignKey(
        Provider, models.CASCADE, related_name="local_statuses"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "starts_on"], name="local_status_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.starts_on}"


class PoolTerm(models.Model):
    """Membership of the provider pool: admission, and the first day out of it.

    `removed_on` is known from the start where the term has an end; `removed_because`
    is empty where the term simply ends.
    """

    reach = Reach(provider="provider")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="pool_terms")
    admitted_on = models.DateField(_("admitted on"))
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    removed_because = models.CharField(_("removed because"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "admitted_on"], name="pool_term_once"
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(removed_on=None),
                name="pool_term_one_without_end",
            ),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("admitted_on")),
                name="pool_term_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.admitted_on}"


class Suspension(models.Model):
    """No new jobs from `starts_on` until before `ends_on`; open while it is empty."""

    reach = Reach(provider="provider")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="suspensions")
    starts_on = models.DateField(_("suspended from"))
    ends_on = models.DateField(_("suspended until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    lifted_because = models.CharField(_("lifted because"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(SuspensionQuerySet)()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(ends_on=None),
                name="one_open_suspension",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="suspension_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.starts_on}"


class Consultant(models.Model):
    """A person of a provider who visits firms; `weekdays` as digits, 0 = Monday.

    No `districts` = every district of the provider's agreement; `per_week` visits at
    most from Monday to Sunday, empty = no limit. Who has left is inactive, and kept.
    """

    reach = Reach(
        provider="provider",
        center="provider__agreements__districts__served_by",
        many=frozenset({"center"}),
    )

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="consultants")
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, unique=True)
    may_lead = models.BooleanField(_("may lead"), default=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, default="01234")
    districts: Any = models.ManyToManyField(
        District, related_name="+", blank=True, verbose_name=_("districts")
    )
    per_week = models.PositiveSmallIntegerField(
        _("visits a week at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = models.Manager.from_queryset(ConsultantQuerySet)()

    class Meta:
        ordering = ["provider", "name"]
        verbose_name = _("consultant")

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """A sector in which a consultant is qualified."""

    reach = Reach(provider="consultant__provider")

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="skills")
    sector = models.CharField(_("sector"), max_length=2, choices=SECTORS)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultant", "sector"], name="skill_once")
        ]

    def __str__(self) -> str:
        return self.sector


class Leave(models.Model):
    """Days on which a consultant does not work; both ends included."""

    reach = Reach(provider="consultant__provider")

    consultant = models.ForeignKey(Consultant, models.CASCADE, related_name="leaves")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="leave_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultant} {self.first_on} - {self.last_on}"


class Standing(models.Model):
    """A provider's grade for a year, written down by the ratings."""

    reach = Reach(provider="provider")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="standings")
    year = models.PositiveSmallIntegerField(_("year"))
    grade = models.CharField(_("grade"), max_length=1, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "year"], name="standing_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.year} {self.grade}"
