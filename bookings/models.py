"""Slots, bookings (the root of a case) and consultants' reserved half-days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.choices import ENDED, STAGE_MOVES, WITHDRAWN, Origin, Stage
from bookings.querysets import BookingQuerySet, SlotQuerySet
from campaigns.models import Agreement, Campaign
from centers.choices import Half
from centers.models import Center, District
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from providers.models import Consultant, Provider


class Slot(models.Model):
    """A half-day on which a center's districts can take `capacity` visits.

    capacity = planned (by the nightly job) + extra (by the manager), never below
    taken; the database refuses taken > capacity.
    """

    reach = Reach(
        center="center", district="center__serves", many=frozenset({"district"})
    )

    center = models.ForeignKey(Center, models.PROTECT, related_name="slots")
    on = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=2, choices=Half)
    starts_at = models.DateTimeField(_("starts"))
    planned = models.PositiveSmallIntegerField(_("planned"), default=0)
    extra = models.SmallIntegerField(_("changed by the center"), default=0)
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    taken = models.PositiveSmallIntegerField(_("taken"), default=0)
    is_closed = models.BooleanField(_("closed"), default=False)
    closed_reason = models.CharField(_("reason"), max_length=120, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PLANNED)

    objects = models.Manager.from_queryset(SlotQuerySet)()

    class Meta:
        ordering = ["on", "half"]
        verbose_name = _("slot")
        constraints = [
            models.UniqueConstraint(fields=["center", "on", "half"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="slot_not_overbooked"
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "starts_at"],
                name="slot_free",
                condition=Q(is_closed=False) & Q(taken__lt=F("capacity")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_half_display()}"

    @property
    def left(self) -> int:
        """Visits that can still be booked."""
        return 0 if self.is_closed else self.capacity - self.taken


class Booking(Staged):
    """A firm's booking of a free diagnosis, and the stage of the case it began."""

    MOVES = STAGE_MOVES
    reach = Reach(
        company="company", provider="provider", center="center", district="district"
    )

    number = models.CharField(_("case number"), max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="bookings")
    company = models.ForeignKey(Company, models.PROTECT, related_name="bookings")
    center = models.ForeignKey(Center, models.PROTECT, related_name="bookings")
    district = models.ForeignKey(District, models.PROTECT, related_name="bookings")
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="bookings")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage)
    needs = models.TextField(_("needs"), max_length=500, blank=True)
    preferred_provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact_name = models.CharField(_("contact"), max_length=40)
    contact_phone = models.CharField(_("contact phone"), max_length=20)
    flags = models.JSONField(_("flags"), default=list)
    booked_at = models.DateTimeField(_("booked at"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, related_name="bookings"
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="bookings"
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)
    ended_by_firm = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(BookingQuerySet)()

    class Meta:
        ordering = ["-booked_at"]
        verbose_name = _("case")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "company"],
                condition=~Q(stage__in=sorted(WITHDRAWN)),
                name="one_diagnosis_per_firm_and_campaign",
            )
        ]
        indexes = [
            models.Index(fields=["center", "stage"], name="booking_center_stage"),
            models.Index(fields=["provider", "stage"], name="booking_provider_stage"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to the case."""
        return self.stage in ENDED


class Reservation(models.Model):
    """A consultant's half-day taken by a case; the database refuses a second one."""

    reach = Reach(
        provider="consultant__provider",
        center="booking__center",
        company="booking__company",
    )

    consultant = models.ForeignKey(
        Consultant, models.PROTECT, related_name="reservations"
    )
    on = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=2, choices=Half)
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="reservations")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultant", "on", "half"], name="consultant_half_day_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultant} {self.on} {self.half}"
