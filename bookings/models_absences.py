"""The terms of absences as the bureau writes them down, each from a day on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.absences import Terms
from foundation.access.scoping import Reach, ScopedManager
from foundation.prepared import prepared


class AbsenceTerms(models.Model):
    """So many absences within so many days close online booking for so many days.

    What holds before the first row is `absences.SHIPPED`.
    """

    reach = Reach()

    valid_from = models.DateField(_("valid from"), unique=True)
    limit = models.PositiveSmallIntegerField(
        _("absences"), validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    within_days = models.PositiveSmallIntegerField(
        _("within days"), validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    closed_days = models.PositiveSmallIntegerField(
        _("closed for days"), validators=[MaxValueValidator(365)]
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.limit}/{self.within_days}/{self.closed_days}"

    @classmethod
    def known(cls) -> list[Terms]:
        """All that is written down, as plain values."""
        return [
            Terms(row.limit, row.within_days, row.closed_days, row.valid_from)
            for row in _all_terms.all()
        ]


@prepared
def _all_terms() -> models.QuerySet[AbsenceTerms]:
    """Every row: there are few, and only who was absent asks."""
    return AbsenceTerms.objects.order_by("valid_from")
