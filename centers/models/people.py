"""The advisers of a center, and their days away."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centers.models.centers import Center
from centers.querysets import AdviserQuerySet
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import in_language


class Adviser(models.Model):
    """A person of a center who advises firms; `weekdays` as digits, 0 = Monday.

    Serves at most `per_day` and, from Monday to Sunday, `per_week` appointments;
    empty = no limit.
    """

    reach = Reach(center="center")

    center = models.ForeignKey(Center, models.CASCADE, related_name="advisers")
    name = models.CharField(_("name"), max_length=40)
    title_zh = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, default="01234")
    per_day = models.PositiveSmallIntegerField(
        _("appointments a day at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    per_week = models.PositiveSmallIntegerField(
        _("appointments a week at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
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
