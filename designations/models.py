"""A center on its way to designation, and while it is designated."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centers.models import Center, District
from designations.choices import DESIGNATION_MOVES, DesignationState
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged


class Designation(Staged):
    """One center's designation; a center has one at a time."""

    MOVES = DESIGNATION_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="center", district="district")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="designation",
    )
    center = models.ForeignKey(Center, models.PROTECT, related_name="designations")
    district = models.ForeignKey(District, models.PROTECT, related_name="designations")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DesignationState,
        default=DesignationState.NURTURED,
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("designation")

    def __str__(self) -> str:
        return str(self.center)
