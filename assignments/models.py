"""Proposals of providers for cases, refusals by providers, conflicts of interest."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assignments.choices import PROPOSAL_MOVES, ConflictKind, ProposalState
from bookings.models import Booking
from campaigns.models import Agreement
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from providers.models import Consultant, Provider


class Proposal(Staged):
    """The provider found for a case, with why this one and why not the others.

    `parts`: {"skill", "load", "wish", ...: points} of the chosen;
    `others`: the next three, [{"provider", "score", "parts"}];
    `removed`: [{"provider", "rule"}], the hard rule that removed each other one.
    """

    MOVES = PROPOSAL_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="booking__center", district="booking__district")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="proposals")
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, related_name="proposals"
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="+"
    )
    consultant = models.ForeignKey(
        Consultant, models.PROTECT, null=True, related_name="+"
    )
    score = models.IntegerField(_("score"), default=0)
    parts = models.JSONField(default=dict)
    others = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(
        max_length=10, choices=ProposalState, default=ProposalState.OPEN
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    override_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking"],
                condition=models.Q(state=ProposalState.OPEN),
                name="one_open_proposal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.provider or ''}"


class Decline(models.Model):
    """A provider's refusal of a case; it is not proposed for it again."""

    reach = Reach(center="booking__center", provider="provider")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="declines")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="declines")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "provider"], name="decline_once")
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.provider}"


class Conflict(models.Model):
    """A tie between a provider and a firm that forbids the assignment."""

    reach = Reach(provider="provider", center="company__district__served_by")

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="conflicts")
    company = models.ForeignKey(Company, models.CASCADE, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "company"], name="conflict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} - {self.company}"
