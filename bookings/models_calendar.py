"""Missed visits, reminders sent, and people's calendar feeds."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import Membership
from bookings.choices import Ahead, Stage
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager

TOKEN_BYTES = 32
MOVED = gettext_noop("the time has changed")
CLOSED = gettext_noop("the center has closed this time")


class MissedVisit(models.Model):
    """A visit of a diagnosis at which nobody of the firm was there."""

    reach = Reach(
        company="company", center="booking__center", district="booking__district"
    )

    booking = models.ForeignKey(
        "bookings.Booking", models.CASCADE, related_name="missed_visits"
    )
    company = models.ForeignKey(Company, models.CASCADE, related_name="missed_visits")
    on = models.DateField(_("day"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "on"], name="missed_visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.on}"


class Reminder(models.Model):
    """One reminder of a booking as it stood at `sequence`; the database refuses two.

    `sent_at` is empty where its moment was past when the time was chosen.
    """

    reach = Reach(city=False)

    booking = models.ForeignKey(
        "bookings.Booking", models.CASCADE, null=True, related_name="reminders"
    )
    appointment = models.ForeignKey(
        "bookings.Appointment", models.CASCADE, null=True, related_name="reminders"
    )
    sequence = models.PositiveSmallIntegerField()
    ahead = models.CharField(max_length=3, choices=Ahead)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "sequence", "ahead"], name="reminder_of_case_once"
            ),
            models.UniqueConstraint(
                fields=["appointment", "sequence", "ahead"],
                name="reminder_of_appointment_once",
            ),
            models.CheckConstraint(
                condition=Q(booking=None, appointment__isnull=False)
                | Q(booking__isnull=False, appointment=None),
                name="reminder_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking or self.appointment} {self.sequence} {self.ahead}"

    def outdated(self, at: datetime) -> str:
        """Nobody is reminded of a time that no longer holds."""
        row: Any = self.booking or self.appointment
        asks = getattr(row, "stage", "") == Stage.RESCHEDULING
        moved = asks or row.sequence != self.sequence
        said = row.outdated(at) or (MOVED if moved else "")
        return said or (CLOSED if row.slot.is_called_off else "")


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class CalendarFeed(models.Model):
    """The address under which a person's calendar program reads one role's calendar.

    Whoever knows the token reads it, so it can be revoked; `changed_at` is when what
    it shows was first seen to differ (`etag`).
    """

    reach = Reach(city=False)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds"
    )
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="feeds")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(revoked_at=None),
                name="one_feed_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.membership}"
