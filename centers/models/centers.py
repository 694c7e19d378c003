"""Districts, the designated centers that serve them, and the roads between them."""

from datetime import date, time

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

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
