"""Periods, awards, gates, notices, objections, payments and the ledger."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Named, Staged
from providers.models import Provider
from ratings.models import Evaluation, Scheme
from subsidies.choices import (
    AWARD_MOVES,
    OBJECTION_MOVES,
    PERIOD_MOVES,
    Account,
    AwardState,
    GateKind,
    ObjectionState,
    PeriodState,
)
from subsidies.querysets import AwardQuerySet

PERSON = settings.AUTH_USER_MODEL


class Rule(Named):
    """A dated subsidy rule; `body` is the flat rule object of the formula."""

    reach = Reach()

    slug = models.SlugField(unique=True)
    valid_from = models.DateField(_("valid from"))
    body = models.JSONField()

    objects = ScopedManager()


class Period(Staged):
    """A calendar year being closed."""

    MOVES = PERIOD_MOVES
    STAGE_FIELD = "state"
    reach = Reach()

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    state = models.CharField(
        max_length=12, choices=PeriodState, default=PeriodState.EVALUATING
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    budget_fen = models.BigIntegerField(_("budget"))
    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="period",
    )
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_fen__gte=0), name="period_budget_not_negative"
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class Gate(models.Model):
    """One gate passed: what was checked, its evidence, by whom, when."""

    reach = Reach()

    period = models.ForeignKey(Period, models.CASCADE, related_name="gates")
    kind = models.CharField(_("gate"), max_length=10, choices=GateKind)
    evidence = models.CharField(_("evidence or minutes number"), max_length=200)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "kind"], name="gate_once")
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.kind}"


class Award(Staged):
    """What a provider gets for a year, and how far it has come."""

    MOVES = AWARD_MOVES
    STAGE_FIELD = "state"
    reach = Reach(provider="provider")

    period = models.ForeignKey(Period, models.PROTECT, related_name="awards")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="awards")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="+")
    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="award",
    )
    state = models.CharField(
        max_length=10, choices=AwardState, default=AwardState.PROPOSED
    )
    uncapped_fen = models.BigIntegerField(_("by the rule"))
    capped_fen = models.BigIntegerField(_("within the cap"))
    award_fen = models.BigIntegerField(_("award"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    blocked_by = models.CharField(_("held back because"), max_length=200, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    objects = models.Manager.from_queryset(AwardQuerySet)()

    class Meta:
        ordering = ["-award_fen", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "provider"], name="award_once"),
            models.CheckConstraint(
                condition=Q(award_fen__gte=0), name="award_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.provider}"


class Calculation(models.Model):
    """One run of the rule, kept for ever: what it saw and what came out.

    `inputs` and `result` have the shapes of `subsidy --what-if`. A run after an upheld
    objection names the `award` it was for, which got no more than `limit_fen`.
    """

    reach = Reach()

    period = models.ForeignKey(Period, models.PROTECT, related_name="runs")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="runs")
    inputs = models.JSONField()
    result = models.JSONField()
    limit_fen = models.BigIntegerField(_("left by the others"), null=True)
    at = models.DateTimeField(_("at"))

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.period} {self.pk}"


class PublicNotice(models.Model):
    """An award on the official page; its clock starts with the recorded address."""

    reach = Reach(provider="award__provider")

    award = models.ForeignKey(Award, models.CASCADE, related_name="notices")
    official_url = models.URLField(_("official address"))
    published_on = models.DateField(_("published on"))
    ends_on = models.DateField(_("last day for objections"))
    award_fen = models.BigIntegerField(_("award as published"))
    grade = models.CharField(max_length=1, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.award} {self.published_on}"


class Objection(Staged):
    """A provider's objection within the notice, with evidence and real name."""

    MOVES = OBJECTION_MOVES
    STAGE_FIELD = "state"
    reach = Reach(provider="award__provider")

    award = models.ForeignKey(Award, models.CASCADE, related_name="objections")
    text = models.TextField(_("objection"), max_length=2000)
    evidence = models.TextField(_("evidence"), max_length=2000)
    real_name = models.CharField(_("real name"), max_length=40)
    raised_at = models.DateTimeField(_("raised at"))
    raised_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=ObjectionState, default=ObjectionState.OPEN
    )
    decision = models.TextField(_("decision"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(state=ObjectionState.OPEN),
                name="one_open_objection",
            )
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.state}"


class Payment(models.Model):
    """The payment of an award, recorded by somebody else than who ordered it."""

    reach = Reach(provider="award__provider")

    award = models.OneToOneField(Award, models.PROTECT, related_name="payment")
    amount_fen = models.BigIntegerField(_("amount"))
    voucher_number = models.CharField(_("voucher number"), max_length=60, unique=True)
    paid_on = models.DateField(_("paid on"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.voucher_number


class LedgerEntry(models.Model):
    """One double entry; its postings sum to zero. Append-only."""

    reach = Reach()

    period = models.ForeignKey(Period, models.PROTECT, related_name="entries")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="entries")
    key = models.CharField(max_length=60, unique=True)
    text = models.CharField(_("text"), max_length=200)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Entries are only ever added."""
        if self.pk is not None:
            raise TypeError("a ledger entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Entries are never removed."""
        raise TypeError("a ledger entry is never deleted")


class Posting(models.Model):
    """One side of an entry: positive = debit, negative = credit, in fen."""

    reach = Reach()

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="postings")
    account = models.CharField(_("account"), max_length=14, choices=Account)
    amount_fen = models.BigIntegerField(_("amount"))

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_fen=0), name="posting_not_zero")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_fen}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Postings are never removed."""
        raise TypeError("a ledger posting is never deleted")
