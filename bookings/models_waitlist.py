"""Waiting lists: a firm's need, and the times offered to it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bookings.choices_waitlist import (
    OFFER_MOVES,
    OPEN_WAITS,
    WAIT_MOVES,
    OfferState,
    WaitState,
)
from bookings.models.cases import Appointment, Booking
from bookings.models.slots import Slot
from centers.choices import Half
from centers.models import Center, Service
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager, ScopedQuerySet
from foundation.models import Staged

OFFER_ENDED = gettext_noop("the offer has ended")


class WaitingQuerySet(ScopedQuerySet):
    """Questions about entries."""

    def open(self) -> Self:
        """Those still on the list, with or without an offer."""
        return self.filter(state__in=OPEN_WAITS)

    def waiting(self) -> Self:
        """Those to whom nothing is offered at present."""
        return self.filter(state=WaitState.WAITING)


class WaitingEntry(Staged):
    """A firm's need for a service: days, and perhaps weekdays and half-days.

    `booking` or `appointment` is the time it lost because the center closed: an
    accepted offer moves that one. `on_target_list` is written down by who knows.
    """

    MOVES = WAIT_MOVES
    STAGE_FIELD = "state"
    reach = Reach(company="company", center="center", district="company__district")

    company = models.ForeignKey(Company, models.PROTECT, related_name="waits")
    center = models.ForeignKey(Center, models.PROTECT, related_name="waits")
    service = models.ForeignKey(Service, models.PROTECT, related_name="waits")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    weekdays = models.CharField(_("weekdays"), max_length=7, blank=True)
    half = models.CharField(_("half-day"), max_length=2, choices=Half, blank=True)
    needs = models.TextField(_("needs"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=WaitState, default=WaitState.WAITING
    )
    on_target_list = models.BooleanField(default=False)
    lost_to_closing = models.BooleanField(default=False)
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, related_name="+"
    )
    joined_at = models.DateTimeField(_("joined at"))
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = models.Manager.from_queryset(WaitingQuerySet)()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("waiting list entry")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "service"],
                condition=Q(state__in=sorted(OPEN_WAITS)),
                name="one_open_wait_per_firm_and_service",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="wait_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["service"],
                name="wait_open",
                condition=Q(state__in=sorted(OPEN_WAITS)),
            ),
            models.Index(fields=["center", "state"], name="wait_center_state"),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.first_on} - {self.last_on}"

    @property
    def is_open(self) -> bool:
        """Whether it is still on the list."""
        return self.state in OPEN_WAITS

    def fits(self, slot: Slot) -> bool:
        """Whether the time is one of those the entry asks for."""
        return (
            self.service_id == slot.service_id
            and self.first_on <= slot.on <= self.last_on
            and (not self.weekdays or str(slot.on.weekday()) in self.weekdays)
            and self.half in ("", slot.half)
        )


class WaitingOffer(Staged):
    """A place really taken for an entry, until it answers or the time runs out.

    The place itself is a `Hold` of this firm on this slot. `lines` and `rule` are the
    arithmetic of its place in line; `reason` is why it was made out of turn.
    """

    MOVES = OFFER_MOVES
    STAGE_FIELD = "state"
    reach = Reach(
        company="entry__company",
        center="entry__center",
        district="entry__company__district",
    )

    entry = models.ForeignKey(WaitingEntry, models.CASCADE, related_name="offers")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="offers")
    state = models.CharField(
        _("state"), max_length=10, choices=OfferState, default=OfferState.OPEN
    )
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    until = models.DateTimeField(_("answer until"))
    rule = models.CharField(_("version of the rule"), max_length=40)
    number = models.PositiveIntegerField(_("place in line"))
    lines = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("offered time")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state="open"),
                name="one_open_offer_per_entry",
            )
        ]
        indexes = [
            models.Index(
                fields=["until"], name="offer_open", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry.company} {self.slot}"

    def outdated(self, at: datetime) -> str:
        """Nobody is offered what is no longer to be had."""
        ended = self.state != OfferState.OPEN or self.until <= at
        return OFFER_ENDED if ended else ""
