"""A diagnosis that somebody else held; for its campaign the firm counts as done."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from centers.models import District
from earlier.querysets import EarlierQuerySet
from foundation.access.scoping import Reach


class EarlierDiagnosis(models.Model):
    """A firm diagnosed by an earlier programme or another city, known by its code.

    The firm need not be registered here: its credit code leads to its file once there
    is one. `EarlierDiagnosis.objects.of(campaign).about(code).exists()` is the
    question of eligibility (domain 2.3); both take outer references, too.
    """

    reach = Reach(center="district__served_by", district="district")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    credit_code = models.CharField(_("credit code"), max_length=18)
    name = models.CharField(_("firm"), max_length=80)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    town = models.CharField(_("town or park"), max_length=40, blank=True)
    done_on = models.DateField(_("diagnosed on"))
    done_by = models.CharField(_("diagnosed by"), max_length=80)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(EarlierQuerySet)()

    class Meta:
        ordering = ["-done_on", "pk"]
        verbose_name = _("earlier diagnosis")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "credit_code"], name="earlier_diagnosis_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.done_on}"
