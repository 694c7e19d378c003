"""The dated checklist of a designation."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Named


class Checklist(Named):
    """What a center has to show, dated; an answered one is never changed."""

    reach = Reach()

    slug = models.SlugField(unique=True)
    valid_from = models.DateField(_("valid from"))
    body = models.JSONField()

    objects = ScopedManager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("checklist")

    @classmethod
    def on(cls, day: date) -> "Checklist":
        """The checklist in force on that day. Raises DoesNotExist before the first."""
        return cls.objects.filter(valid_from__lte=day).order_by("-valid_from")[:1].get()

    @property
    def points(self) -> list[dict[str, Any]]:
        """The points in their order."""
        found: list[dict[str, Any]] = self.body["points"]
        return found
