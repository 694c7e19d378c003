"""Bookings (the root of a case), appointments, consultants' reserved half-days."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings.choices import (
    APPOINTMENT_MOVES,
    ENDED,
    STAGE_MOVES,
    WITHDRAWN,
    AppointmentState,
    Stage,
)
from bookings.models.slots import Slot
from bookings.querysets import BookingQuerySet
from campaigns.models import Agreement, Campaign
from centers.choices import Half
from centers.models import Center, District
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from providers.models import Consultant, Provider

CANCELLED = gettext_noop("it has been cancelled")
PAST = gettext_noop("its time is past")


class Timed(models.Model):
    """What a calendar shows of an appointment: one entry, and how often it changed."""

    contact_name = models.CharField(_("contact"), max_length=40)
    contact_phone = models.CharField(_("contact phone"), max_length=20)
    needs = models.TextField(_("needs"), max_length=500, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_at = models.DateTimeField(_("booked at"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)
    ended_by_firm = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def outdated(self, at: datetime) -> str:
        """Nobody is told of a time that was cancelled, or is past."""
        row: Any = self
        if getattr(row, row.STAGE_FIELD) in (Stage.CANCELLED, Stage.REFUSED):
            return CANCELLED
        return PAST if row.slot and row.slot.starts_at <= at else ""


class Booking(Timed, Staged):
    """A firm's booking of a free diagnosis, and the stage of the case it began."""

    MOVES = STAGE_MOVES
    reach = Reach(
        company="company", provider="provider", center="center", district="district"
    )

    number = models.CharField(_("case number"), max_length=20, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="bookings")
    company = models.ForeignKey(Company, models.PROTECT, related_name="bookings")
    # No index of its own: see Slot.
    center = models.ForeignKey(
        Center, models.PROTECT, related_name="bookings", db_index=False
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="bookings", db_index=False
    )
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="bookings")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage)
    preferred_provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+"
    )
    factory = models.PositiveSmallIntegerField(_("factory"), default=1)
    exception_reason = models.CharField(
        _("why a second diagnosis"), max_length=300, blank=True
    )
    flags = models.JSONField(_("flags"), default=list)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, related_name="bookings", db_index=False
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="bookings"
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True)

    objects = models.Manager.from_queryset(BookingQuerySet)()

    class Meta:
        ordering = ["-booked_at"]
        verbose_name = _("case")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "company", "factory"],
                condition=~Q(stage__in=sorted(WITHDRAWN)),
                name="one_diagnosis_per_firm_and_campaign",
            )
        ]
        indexes = [
            models.Index(fields=["center", "stage"], name="booking_center_stage"),
            models.Index(fields=["center", "booked_at"], name="booking_center_booked"),
            models.Index(fields=["provider", "stage"], name="booking_provider_stage"),
            models.Index(fields=["booked_at", "id"], name="booking_booked"),
            models.Index(fields=["district", "booked_at"], name="booking_district"),
            models.Index(fields=["provider", "booked_at"], name="booking_provider"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to the case."""
        return self.stage in ENDED


class Appointment(Timed, Staged):
    """A firm's appointment for a service other than the diagnosis; free of its limit.

    `attended` and `absent` are recorded at the center; two absences within the
    published span keep a firm from booking online for a while (rule `absences`).
    `campaign`: the one open when it was booked, in which it counts (None = in none).
    """

    MOVES = APPOINTMENT_MOVES
    STAGE_FIELD = "state"
    reach = Reach(
        company="company", center="slot__center", district="company__district"
    )

    number = models.CharField(_("number"), max_length=20, unique=True)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="appointments")
    company = models.ForeignKey(Company, models.PROTECT, related_name="appointments")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, related_name="appointments"
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=AppointmentState,
        default=AppointmentState.BOOKED,
    )
    checked_in_at = models.DateTimeField(_("checked in at"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-booked_at"]
        verbose_name = _("appointment")
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "company"],
                condition=~Q(state="cancelled"),
                name="one_appointment_per_firm_and_slot",
            )
        ]
        indexes = [
            models.Index(fields=["company", "state"], name="appointment_company"),
        ]

    def __str__(self) -> str:
        return self.number


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
