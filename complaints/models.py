"""A complaint of a firm about a case, its answer and its decision."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from centers.models import Center
from companies.models import Company
from complaints.choices import COMPLAINT_MOVES, ComplaintState
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from providers.models import Provider


class Complaint(Staged):
    """What a firm complains of, about the provider of one of its cases."""

    MOVES = COMPLAINT_MOVES
    STAGE_FIELD = "state"
    reach = Reach(company="company", provider="provider", center="center")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="complaint",
    )
    booking = models.ForeignKey(
        Booking,
        models.PROTECT,
        related_name="complaints",
        verbose_name=_("case"),
    )
    company = models.ForeignKey(Company, models.PROTECT, related_name="complaints")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="complaints")
    center = models.ForeignKey(Center, models.PROTECT, related_name="complaints")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ComplaintState,
        default=ComplaintState.ANSWERING,
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("complaint")

    def __str__(self) -> str:
        return f"{self.booking.number} {self.provider}"
