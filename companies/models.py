"""One file per firm, known by its credit code."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.choices import SECTORS
from centers.models import District
from companies.choices import Size
from companies.querysets import CompanyQuerySet, RegisterFactQuerySet
from foundation.access.scoping import Reach, ScopedManager


class Company(models.Model):
    """A firm; `district` is where its factory stands, empty = outside the city."""

    reach = Reach(company="pk", center="district__served_by", district="district")

    credit_code = models.CharField(_("credit code"), max_length=18, unique=True)
    name = models.CharField(_("firm"), max_length=80)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name=_("factory district"),
    )
    town = models.CharField(_("town or park"), max_length=40, blank=True)
    address = models.CharField(_("factory address"), max_length=120, blank=True)
    sector = models.CharField(_("sector"), max_length=2, choices=SECTORS)
    size = models.CharField(_("size"), max_length=6, choices=Size)
    above_designated = models.BooleanField(_("above designated size"), default=False)
    contact_name = models.CharField(_("contact"), max_length=40)
    contact_phone = models.CharField(_("contact phone"), max_length=20)
    barred_reason = models.CharField(_("barred because"), max_length=120, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    merged_into: Any = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged_from"
    )

    objects = models.Manager.from_queryset(CompanyQuerySet)()

    class Meta:
        ordering = ["name"]
        verbose_name = _("company")

    def __str__(self) -> str:
        return self.name


class RegisterFact(models.Model):
    """What the public register says of a firm; contacts are not in it."""

    reach = Reach(city=False)

    credit_code = models.CharField(_("credit code"), max_length=18, unique=True)
    name = models.CharField(_("firm"), max_length=80)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+"
    )
    town = models.CharField(_("town or park"), max_length=40, blank=True)
    sector = models.CharField(_("sector"), max_length=2, choices=SECTORS)
    size = models.CharField(_("size"), max_length=6, choices=Size)
    above_designated = models.BooleanField(_("above designated size"), default=False)

    objects = models.Manager.from_queryset(RegisterFactQuerySet)()

    class Meta:
        ordering = ["credit_code"]

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """Two files of one firm became one; `changes` says what moved, to take it back.

    A change is [model, key, {field: [before, after]}].
    """

    reach = Reach()

    kept = models.ForeignKey(Company, models.PROTECT, related_name="+")
    dropped = models.ForeignKey(Company, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    merged_at = models.DateTimeField(_("merged at"))
    undone_at = models.DateTimeField(_("undone at"), null=True)
    changes = models.JSONField(default=list)

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.dropped} → {self.kept}"
