"""Districts, designated centers, their advisers, services and opening rules."""

from datetime import date, time
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centers.choices import ServedBy, ServiceKind, Weekday
from centers.querysets import AdviserQuerySet, CenterQuerySet
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
    """A promotion center; without `designated_on` neither public nor bookable."""

    reach = Reach(center="pk", district="serves", many=frozenset({"district"}))

    slug = models.SlugField(_("short name"), unique=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="centers")
    address_zh = models.CharField(_("address"), max_length=120)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=20)
    hours_zh = models.CharField(_("opening hours"), max_length=80)
    hours_en = models.CharField(_("opening hours in English"), max_length=80)
    designated_on = models.DateField(_("designated on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    release_ahead = models.PositiveSmallIntegerField(
        _("released by itself (working days ahead)"),
        null=True,
        blank=True,
        default=20,
        validators=[MaxValueValidator(60)],
        help_text=_("Empty = only what the center releases itself."),
    )
    release_time = models.TimeField(_("released at"), default=time(9, 0))

    objects = models.Manager.from_queryset(CenterQuerySet)()

    class Meta:
        ordering = ["district__order"]
        verbose_name = _("center")

    def is_designated_on(self, day: date) -> bool:
        """Whether it holds the designation on that day, as the query has it."""
        since, until = self.designated_on, self.withdrawn_on
        return bool(since and since <= day and (until is None or day < until))

    @property
    def address(self) -> str:
        """The address in the reader's language."""
        return in_language(self.address_zh, self.address_en)

    @property
    def hours(self) -> str:
        """The opening hours in the reader's language."""
        return in_language(self.hours_zh, self.hours_en)


class Adviser(models.Model):
    """A person of a center who advises firms; `weekdays` as digits, 0 = Monday."""

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="advisers")
    name = models.CharField(_("name"), max_length=40)
    title_zh = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, default="01234")
    services: Any = models.ManyToManyField(
        "Service", related_name="advisers", blank=True, verbose_name=_("services")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = models.Manager.from_queryset(AdviserQuerySet)()

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


class AdviserLeave(models.Model):
    """Days on which an adviser is away; both ends included."""

    reach = Reach(center="adviser__center")

    adviser = models.ForeignKey(Adviser, models.CASCADE, related_name="leaves")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="adviser_leave_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adviser} {self.first_on} - {self.last_on}"


def _minutes(words: Any, default: int, least: int = 0) -> Any:
    """A field for a length of time."""
    return models.PositiveSmallIntegerField(
        words,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(24 * 60)],
    )


class Service(models.Model):
    """A kind of appointment that a center offers, and how it is booked.

    An appointment lasts `minutes`; whoever serves it is also busy `buffer_before`
    and `buffer_after`. It is booked at the latest `notice_hours` before, changed or
    cancelled by the firm at the latest `cutoff_hours` before.
    """

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="services")
    kind = models.CharField(_("service"), max_length=12, choices=ServiceKind)
    served_by = models.CharField(
        _("served by"), max_length=12, choices=ServedBy, default=ServedBy.ADVISERS
    )
    is_open = models.BooleanField(_("can be booked"), default=True)
    minutes = _minutes(_("minutes"), 30, least=5)
    buffer_before = _minutes(_("minutes before"), 0)
    buffer_after = _minutes(_("minutes after"), 0)
    notice_hours = models.PositiveSmallIntegerField(_("notice (hours)"), default=2)
    cutoff_hours = models.PositiveSmallIntegerField(
        _("changes until (hours before)"), default=24
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("planned ahead (working days)"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    per_day = models.PositiveSmallIntegerField(
        _("at most a day"), null=True, blank=True
    )
    per_week = models.PositiveSmallIntegerField(
        _("at most a week"), null=True, blank=True
    )
    open_per_firm = models.PositiveSmallIntegerField(
        _("open at once per firm"), default=2
    )
    room = models.CharField(_("room"), max_length=40, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("service")
        constraints = [
            models.UniqueConstraint(fields=["center", "kind"], name="service_once"),
            models.CheckConstraint(
                condition=Q(minutes__gte=5), name="service_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class OpeningRule(models.Model):
    """On this weekday, from `opens` to before `closes`, up to `capacity` at once."""

    reach = Reach(center="service__center")

    service = models.ForeignKey(Service, models.CASCADE, related_name="opening_rules")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    capacity = models.PositiveSmallIntegerField(_("at once"))

    objects = ScopedManager()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "weekday", "opens"], name="opening_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="opening_rule_in_order"
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}-{self.closes:%H:%M}"
        return f"{self.get_weekday_display()} {hours}"


class Closure(models.Model):
    """Days on which a center takes nobody; both ends included; no service = all."""

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="closures")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="closures"
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=120)

    objects = ScopedManager()

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="closure_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} - {self.last_on}"


class ExtraHours(models.Model):
    """Days on which a service is open besides its weekly rules, holidays included."""

    reach = Reach(center="service__center")

    service = models.ForeignKey(Service, models.CASCADE, related_name="extra_hours")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    capacity = models.PositiveSmallIntegerField(_("at once"))
    reason = models.CharField(_("reason"), max_length=120)

    objects = ScopedManager()

    class Meta:
        ordering = ["first_on", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on"), closes__gt=F("opens")),
                name="extra_hours_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} - {self.last_on} {self.opens:%H:%M}"


class Travel(models.Model):
    """Minutes on the road from one district to another, as entered for `start`."""

    reach = Reach()

    start = models.ForeignKey(District, models.CASCADE, related_name="travels")
    end = models.ForeignKey(District, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start", "end"], name="travel_once")
        ]

    def __str__(self) -> str:
        return f"{self.start} - {self.end}"
