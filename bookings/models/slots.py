"""Slots, places kept for a while, and who serves at a slot."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from bookings.choices import Origin
from bookings.querysets import SlotQuerySet
from centers.choices import Half, ServiceKind
from centers.models import Adviser, Center, Closure, Service
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import work_calendar


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

    # No index of its own where one of several columns begins with it: each costs a
    # booking as much as the longer one does.
    center = models.ForeignKey(
        Center, models.PROTECT, related_name="slots", db_index=False
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="slots", db_index=False
    )
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

    @cached_property
    def is_called_off(self) -> bool:
        """Whether closed days of the center, or a day off entered late, took it away.

        What the center closed by hand, to new bookings, keeps what is booked there.
        """
        if not self.is_closed:
            return False
        if self.origin == Origin.PLANNED and not work_calendar().is_workday(self.on):
            return True
        here = Closure.objects.filter(
            center=self.center_id, first_on__lte=self.on, last_on__gte=self.on
        )
        return here.filter(Q(service=None) | Q(service=self.service_id)).exists()


class Hold(models.Model):
    """A place kept for a firm while its form is filled; counted in `taken`.

    `for_list`: kept by a waiting list, for the firm it is offered to, or for nobody
    yet; the list's own sweep ends it.
    """

    reach = Reach(company="company", center="slot__center")

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="holds")
    company = models.ForeignKey(
        Company, models.CASCADE, null=True, related_name="holds"
    )
    until = models.DateTimeField(_("held until"), db_index=True)
    for_list = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(for_list=False),
                name="one_hold_per_firm",
            ),
            models.UniqueConstraint(
                fields=["slot", "company"], name="one_hold_per_firm_and_slot"
            ),
            models.CheckConstraint(
                condition=Q(for_list=True) | Q(company__isnull=False),
                name="hold_of_a_firm_or_the_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.until}"


class Kept(models.Model):
    """Until when a firm kept a time it let go without booking it.

    Remembered for a while, so that nobody keeps the same time again and again.
    """

    reach = Reach(company="company", center="slot__center")

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    until = models.DateTimeField(_("held until"), db_index=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "company"], name="kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.until}"


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
