"""What a center offers, and when: services, weekly hours, closures, extra hours."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centers.choices import ServedBy, ServiceKind, Weekday
from centers.models.centers import Center
from foundation.access.scoping import Reach, ScopedManager


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
    cancelled by the firm at the latest `cutoff_hours` before. Not more than
    `per_campaign` are booked in a campaign (None = no limit); a diagnosis has the
    quota of its district instead.
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
    per_campaign = models.PositiveSmallIntegerField(
        _("at most a campaign"), null=True, blank=True,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
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
