"""Districts, designated centers, their advisers, services and opening rules."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centers.choices import Half, ServiceKind, Weekday
from centers.querysets import CenterQuerySet
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Named, in_language


class District(Named):
    """A district or functional area; a center of its own or a named neighbour's."""

    reach = Reach(center="served_by", district="pk")

    code = models.CharField(_("code"), max_length=12, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    served_by = models.ForeignKey(
        "Center", models.PROTECT, null=True, blank=True, related_name="serves"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("district")


class Center(Named):
    """A designated digital transformation promotion center."""

    reach = Reach(center="pk", district="serves", many=frozenset({"district"}))

    slug = models.SlugField(_("short name"), unique=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="centers")
    address_zh = models.CharField(_("address"), max_length=120)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=20)
    hours_zh = models.CharField(_("opening hours"), max_length=80)
    hours_en = models.CharField(_("opening hours in English"), max_length=80)
    designated_on = models.DateField(_("designated on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = models.Manager.from_queryset(CenterQuerySet)()

    class Meta:
        ordering = ["district__order"]
        verbose_name = _("center")

    @property
    def address(self) -> str:
        """The address in the reader's language."""
        return in_language(self.address_zh, self.address_en)

    @property
    def hours(self) -> str:
        """The opening hours in the reader's language."""
        return in_language(self.hours_zh, self.hours_en)


class Adviser(models.Model):
    """A person of a center who advises firms."""

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="advisers")
    name = models.CharField(_("name"), max_length=40)
    title_zh = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["center", "name"], name="adviser_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return in_language(self.title_zh, self.title_en)


class Service(models.Model):
    """A kind of appointment that a center offers."""

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="services")
    kind = models.CharField(_("service"), max_length=12, choices=ServiceKind)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["center", "kind"], name="service_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class OpeningRule(models.Model):
    """On this weekday and half-day the center takes up to `capacity` visits."""

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="opening_rules")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    half = models.CharField(_("half-day"), max_length=2, choices=Half)
    capacity = models.PositiveSmallIntegerField(_("visits at once"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["center", "weekday", "half"], name="opening_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.center} {self.get_weekday_display()} {self.get_half_display()}"


class Closure(models.Model):
    """Days on which a center takes no visits; both ends included."""

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="closures")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=120)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="closure_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} - {self.last_on}"
