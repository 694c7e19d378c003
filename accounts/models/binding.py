"""How a person comes to a firm's file: codes, invitations, licences."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.choices import LICENCE_MOVES, InvitationKind, LicenceState, Purpose
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager, ScopedQuerySet
from foundation.files import random_path
from foundation.models import Staged

INVITATION_ENDED = gettext_noop("the invitation has ended")


class Invitation(models.Model):
    """A link sent to one phone; it opens nothing until a code sent there is typed."""

    reach = Reach(company="company", center="company__district__served_by", city=False)

    company = models.ForeignKey(Company, models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=10, choices=InvitationKind)
    phone = models.CharField(_("mobile phone"), max_length=20)
    name = models.CharField(_("name"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.company} {self.at:%Y-%m-%d}"

    def outdated(self, at: datetime) -> str:
        """Nobody is sent a link that was withdrawn or used."""
        return INVITATION_ENDED if self.withdrawn_at or self.used_at else ""


class Code(models.Model):
    """Six digits sent to one phone, kept as a keyed digest; good once, for minutes.

    `phone` is where it went, empty where nobody is listed: such a code is asked for
    and counted like any other, and nothing fits it. `about` is the credit code typed.
    """

    reach = Reach(city=False)

    purpose = models.CharField(max_length=10, choices=Purpose)
    phone = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=18, blank=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True)
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes = [
            models.Index(fields=["phone", "sent_at"], name="code_phone"),
            models.Index(fields=["address", "sent_at"], name="code_address"),
            models.Index(fields=["about", "sent_at"], name="code_about"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sent_at:%Y-%m-%d %H:%M}"


class WrongPassword(models.Model):
    """A sign-in that failed, counted per phone and per address."""

    reach = Reach(city=False)

    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        indexes = [
            models.Index(fields=["phone", "at"], name="wrong_password_phone"),
            models.Index(fields=["address", "at"], name="wrong_password_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


def licence_path(licence: "Licence", _name: str) -> str:
    """Where the picture is kept: a folder per year, a random name."""
    return random_path("licences", licence.at, licence.kind)


class LicenceQuerySet(ScopedQuerySet):
    """Questions about pictures of licences."""

    def waiting(self) -> Self:
        """Those the center has not looked at, the oldest first."""
        return self.filter(state=LicenceState.WAITING).order_by("at", "pk")

    def with_names(self) -> Self:
        """With firm, district and person, for lists."""
        return self.select_related("company__district", "person", "decided_by")


class Licence(Staged):
    """A picture of a business licence, by which a person asks for a firm's file."""

    reach = Reach(center="company__district__served_by", city=False)
    MOVES: dict[str, frozenset[str]] = LICENCE_MOVES  # type: ignore[assignment]
    STAGE_FIELD = "state"

    company = models.ForeignKey(Company, models.PROTECT, related_name="licences")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="licences"
    )
    kind = models.CharField(max_length=4)  # jpg, png or pdf: what the bytes are
    picture = models.FileField(_("picture of the licence"), upload_to=licence_path)
    at = models.DateTimeField(_("at"))
    state = models.CharField(
        _("state"), max_length=10, choices=LicenceState, default=LicenceState.WAITING
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects: Any = models.Manager.from_queryset(LicenceQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"],
                condition=models.Q(state=LicenceState.WAITING),
                name="licence_one_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.at:%Y-%m-%d}"
