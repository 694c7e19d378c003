"""A call for applications: its text, its time, what it asks for."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from foundation.access.scoping import Reach, ScopedQuerySet
from foundation.models import Named, in_language


class CallQuerySet(ScopedQuerySet):
    """Questions about calls."""

    def public(self) -> Self:
        """Published; a draft is the bureau's alone."""
        return self.exclude(published_at=None)

    def open_on(self, day: date) -> Self:
        """Published, and applied to on that day; both ends included."""
        return self.public().filter(opens_on__lte=day, closes_on__gte=day)


class Call(Named):
    """A call 征集公告 of the bureau for one campaign.

    `evidence`: a list of {id, name_zh, name_en}, each needed of every applicant;
    `criteria`: a list of {id, name_zh, name_en, weight}, weights adding up to 100;
    `threshold`: points 0-100, below which admission needs a reasoned exception.
    """

    reach = Reach()

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="calls")
    text_zh = models.TextField(_("text of the call"))
    text_en = models.TextField(_("text in English"), blank=True)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    evidence: Any = models.JSONField(_("required evidence"), default=list)
    criteria: Any = models.JSONField(_("criteria"), default=list)
    threshold = models.PositiveSmallIntegerField(_("threshold"), default=60)
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = models.Manager.from_queryset(CallQuerySet)()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = _("call")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="call_in_order"
            ),
            models.CheckConstraint(
                condition=Q(threshold__lte=100), name="call_threshold_of_100"
            ),
        ]

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return in_language(self.text_zh, self.text_en)

    @property
    def items(self) -> list[dict[str, str]]:
        """The required evidence, each with its name in the reader's language."""
        return [_worded(row) for row in self.evidence]

    @property
    def measures(self) -> list[dict[str, Any]]:
        """The criteria, each with its name in the reader's language."""
        return [_worded(row) for row in self.criteria]


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "name": in_language(row["name_zh"], row["name_en"])}
