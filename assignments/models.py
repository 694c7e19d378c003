"""Proposals of providers for cases, refusals by providers, conflicts of interest."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.choices import (
    PROPOSAL_MOVES,
    ClashEnd,
    ConflictKind,
    Fault,
    ProposalState,
    Side,
)
from bookings.models import Booking
from campaigns.choices import Mode
from campaigns.models import Agreement
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager, ScopedQuerySet
from foundation.models import Staged
from providers.models import Consultant, Provider


class Proposal(Staged):
    """The provider found for a case, with why this one and why not the others.

    `parts`: {"skill", "load", "wish", ...: points} of the chosen;
    `others`: the next three, [{"provider", "score", "parts"}];
    `fewer`: how many more could have been proposed, with fewer points than those;
    `removed`: [{"provider", "rule"}], the hard rule that removed each other one;
    `given`: {"provider", "score", "parts"} of who got it instead, with a reason;
    `weights`: the version of the points; `in_batch`: out of the optimum over all
    waiting cases rather than for this case alone.
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
    fewer = models.PositiveSmallIntegerField(default=0)
    given = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    weights = models.CharField(_("version of the points"), max_length=40, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.DIRECT)
    in_batch = models.BooleanField(_("from the batch"), default=False)
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


class GivenBack(models.Model):
    """An accepted visit that went back by its provider's doing (counted in C1).

    `is_late`: after the cut-off before the half-day, by the hours of its service then.
    """

    reach = Reach(
        center="booking__center", provider="provider", district="booking__district"
    )

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="given_back")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="given_back")
    fault = models.CharField(_("whose doing"), max_length=9, choices=Fault)
    starts_at = models.DateTimeField(_("half-day"))
    is_late = models.BooleanField(_("after the cut-off"))
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("visit given back")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fault__in=["gave_back", "absent"]),
                name="given_back_by_the_provider",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.provider}"


class ConflictQuerySet(ScopedQuerySet):
    """Questions about declared ties."""

    def in_force(self, day: date) -> Self:
        """Those that hold on that day; one that has ended holds on its last day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day))


class Conflict(models.Model):
    """A tie between a provider and a firm that forbids the assignment.

    `ended_on`: its last day, where it was withdrawn; what was decided before stays.
    """

    reach = Reach(
        provider="provider", company="company", center="company__district__served_by"
    )

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="conflicts")
    company = models.ForeignKey(Company, models.CASCADE, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind)
    note = models.CharField(_("note"), max_length=200, blank=True)
    side = models.CharField(
        _("declared by"), max_length=10, choices=Side, default=Side.CENTER
    )
    declared_at = models.DateTimeField(_("declared at"), null=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    ended_on = models.DateField(_("last day of the tie"), null=True)
    ended_reason = models.CharField(_("reason"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("withdrawn"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = models.Manager.from_queryset(ConflictQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "company"],
                condition=models.Q(ended_on=None),
                name="conflict_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} - {self.company}"


class PartyFacts(models.Model):
    """What one side says of itself so that ties can be found: exactly one side."""

    reach = Reach(
        provider="provider", company="company", center="company__district__served_by"
    )

    provider = models.OneToOneField(
        Provider, models.CASCADE, null=True, related_name="party_facts"
    )
    company = models.OneToOneField(
        Company, models.CASCADE, null=True, related_name="party_facts"
    )
    legal_person = models.CharField(_("legal person"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    said_at = models.DateTimeField(_("said at"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider=None, company__isnull=False)
                | models.Q(provider__isnull=False, company=None),
                name="facts_of_one_side",
            )
        ]

    def __str__(self) -> str:
        return str(self.provider or self.company)


class Clash(models.Model):
    """A tie that came to light after the assignment; the manager settles it."""

    reach = Reach(center="booking__center", district="booking__district")

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="clashes")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="clashes")
    kinds = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=ClashEnd, blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "provider"],
                condition=models.Q(settled_at=None),
                name="one_open_clash",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.provider}"


class Bid(models.Model):
    """The result of a second-stage bidding for a case (MINI_BID): who won, at what.

    `offers`: [{"provider", "amount_fen"}] of all who were invited and answered.
    """

    reach = Reach(center="booking__center", provider="provider")

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="bid")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="bids")
    amount_fen = models.BigIntegerField(_("winning amount"))
    offers = models.JSONField(default=list)
    number = models.CharField(_("document number"), max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__gte=0), name="bid_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.provider}"
