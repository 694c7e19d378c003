"""Slots, bookings (the root of a case) and consultants' reserved half-days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from bookings.choices import (
    APPOINTMENT_MOVES,
    ENDED,
    STAGE_MOVES,
    WITHDRAWN,
    AppointmentState,
    Origin,
    Stage,
)
from bookings.models_calendar import CalendarFeed as CalendarFeed
from bookings.models_calendar import MissedVisit as MissedVisit
from bookings.models_calendar import Reminder as Reminder
from bookings.querysets import BookingQuerySet, SlotQuerySet
from campaigns.models import Agreement, Campaign
from centers.choices import Half, ServiceKind
from centers.models import Adviser, Center, District, Service
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from providers.models import Consultant, Provider


class Slot(models.Model):
    """A time at which a service of a center can be booked `capacity` times.

    capacity = planned (by the nightly job) + extra (by the manager), never below
    taken; the database refuses taken > capacity. Holds count as taken. A slot is a
    draft until `released_at`, which may lie ahead (the announced moment), and is
    booked until before `bookable_until`. `kind` repeats the service's, because every
    list asks for it.
    """

    reach = Reach(
        center="center", district="center__serves", many=frozenset({"district"})
    )

    center = models.ForeignKey(Center, models.PROTECT, related_name="slots")
    service = models.ForeignKey(Service, models.PROTECT, related_name="slots")
    kind = models.CharField(_("service"), max_length=12, choices=ServiceKind)
    on = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=2, choices=Half)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    bookable_until = models.DateTimeField(_("booked until"))
    planned = models.PositiveSmallIntegerField(_("planned"), default=0)
    extra = models.SmallIntegerField(_("changed by the center"), default=0)
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    taken = models.PositiveSmallIntegerField(_("taken"), default=0)
    is_closed = models.BooleanField(_("closed"), default=False)
    closed_reason = models.CharField(_("reason"), max_length=120, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PLANNED)

    objects = models.Manager.from_queryset(SlotQuerySet)()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("slot")
        constraints = [
            models.UniqueConstraint(fields=["service", "starts_at"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="slot_not_overbooked"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="slot_takes_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "kind", "starts_at"],
                name="slot_free",
                condition=Q(is_closed=False) & Q(taken__lt=F("capacity")),
            ),
            models.Index(fields=["center", "on"], name="slot_center_day"),
        ]

    def __str__(self) -> str:
        if self.kind == ServiceKind.VISIT:
            return f"{self.on} {self.get_half_display()}"
        start, end = (localtime(at) for at in (self.starts_at, self.ends_at))
        return f"{self.on} {start:%H:%M}-{end:%H:%M}"

    @property
    def left(self) -> int:
        """Places that can still be booked."""
        return 0 if self.is_closed else self.capacity - self.taken

    @property
    def is_released(self) -> bool:
        """Whether a moment of release is set, though it may lie ahead."""
        return self.released_at is not None


class Hold(models.Model):
    """A place kept for a firm while its form is filled; counted in `taken`."""

    reach = Reach(company="company", center="slot__center")

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="holds")
    company = models.ForeignKey(Company, models.CASCADE, related_name="holds")
    until = models.DateTimeField(_("held until"), db_index=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company"], name="one_hold_per_firm")
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.until}"


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


class Booking(Timed, Staged):
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
    preferred_provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+"
    )
    factory = models.PositiveSmallIntegerField(_("factory"), default=1)
    exception_reason = models.CharField(
        _("why a second diagnosis"), max_length=300, blank=True
    )
    flags = models.JSONField(_("flags"), default=list)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, related_name="bookings"
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
            models.Index(fields=["provider", "stage"], name="booking_provider_stage"),
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
    """

    MOVES = APPOINTMENT_MOVES
    STAGE_FIELD = "state"
    reach = Reach(
        company="company", center="slot__center", district="company__district"
    )

    number = models.CharField(_("number"), max_length=20, unique=True)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="appointments")
    company = models.ForeignKey(Company, models.PROTECT, related_name="appointments")
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


class Duty(models.Model):
    """An adviser who serves at a slot; nobody serves at two that begin together."""

    reach = Reach(center="slot__center")

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="duties")
    adviser = models.ForeignKey(Adviser, models.CASCADE, related_name="duties")
    starts_at = models.DateTimeField(_("starts"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adviser", "starts_at"], name="adviser_serves_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adviser} {self.slot}"
