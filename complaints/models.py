"""A complaint of a firm about a case, its evidence, answer and decision."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings.models import Booking
from centers.models import Center
from companies.models import Company
from complaints.choices import (
    COMPLAINT_MOVES,
    OPEN,
    ComplaintState,
    Side,
    Topic,
    Veto,
)
from complaints.querysets import ComplaintQuerySet
from foundation.access.scoping import Reach, ScopedManager
from foundation.attachments import Attachment
from foundation.models import Staged
from providers.models import Provider

TAKEN_BACK = gettext_noop("the complaint has been taken back")
PERSON = settings.AUTH_USER_MODEL


class Complaint(Staged):
    """What a firm complains of, about the provider of one of its cases.

    `form_key` is the key of the form it was sent with: the same form sent twice makes
    one complaint. `veto` is empty where an upheld complaint only counts in C1.
    """

    MOVES = COMPLAINT_MOVES
    STAGE_FIELD = "state"
    reach = Reach(
        company="company",
        provider="provider",
        center="center",
        district="booking__district",
    )

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="complaint",
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    form_key = models.UUIDField(unique=True, default=uuid4, editable=False)
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
    topic = models.CharField(_("about"), max_length=10, choices=Topic)
    text = models.TextField(_("what happened"), max_length=2000)
    filed_by = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=_("filed by")
    )
    filed_at = models.DateTimeField(_("filed at"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    went_on_at = models.DateTimeField(_("went on without an answer at"), null=True)
    reasons = models.TextField(_("reasons"), max_length=2000, blank=True)
    veto = models.CharField(_("veto"), max_length=10, choices=Veto, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True)

    objects = models.Manager.from_queryset(ComplaintQuerySet)()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("complaint")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "company"],
                condition=models.Q(state__in=[str(state) for state in OPEN]),
                name="one_open_complaint_per_case",
            )
        ]
        indexes = [
            models.Index(
                fields=["provider", "decided_at"],
                name="complaint_upheld",
                condition=models.Q(state=ComplaintState.UPHELD),
            )
        ]

    def __str__(self) -> str:
        return self.number

    def outdated(self, at: datetime) -> str:
        """Nobody is told that something was filed which has been taken back."""
        return TAKEN_BACK if self.state == ComplaintState.WITHDRAWN else ""

    @property
    def is_open(self) -> bool:
        """Whether it is neither decided nor taken back."""
        return self.state in OPEN

    @property
    def district_id(self) -> int:
        """The district of its case, whose officer sees it."""
        return self.booking.district_id


class Evidence(Attachment):
    """A picture or PDF beside a complaint, of the firm or of the provider."""

    FOLDER = "complaints"
    reach = Reach(
        company="complaint__company",
        provider="complaint__provider",
        center="complaint__center",
        district="complaint__booking__district",
    )

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="evidence")
    side = models.CharField(max_length=10, choices=Side)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
