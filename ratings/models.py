"""Schemes, blind score sheets, job ratings and the yearly evaluation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Named, Staged
from providers.models import Provider
from ratings.choices import (
    CHECK_MOVES,
    SHEET_MOVES,
    CheckState,
    Grade,
    SheetState,
)
from ratings.querysets import EvaluationQuerySet


class Scheme(Named):
    """Indicators, weights, factors and grade bands, dated."""

    reach = Reach()

    slug = models.SlugField(unique=True)
    valid_from = models.DateField(_("valid from"))
    body = models.JSONField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("scheme")


class ScoreSheet(Staged):
    """One assessor's blind sheet for one case."""

    MOVES = SHEET_MOVES
    STAGE_FIELD = "state"
    reach = Reach(assessor="assessor")

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="score_sheets")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="score_sheets"
    )
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.OPEN)
    scores = models.JSONField(default=dict)
    sentences = models.JSONField(default=dict)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True)
    opened_at = models.DateTimeField(_("opened at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "assessor"], name="score_sheet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking} {self.pk}"


class JobRating(models.Model):
    """The final rating of one case: the mean of its sheets."""

    reach = Reach(
        company="booking__company",
        provider="booking__provider",
        center="booking__center",
        district="booking__district",
    )

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="job_rating")
    score = models.DecimalField(_("rating"), max_digits=5, decimal_places=2)
    sheet_totals = models.JSONField()
    at = models.DateTimeField(_("at"))

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.booking} {self.score}"


class Correction(models.Model):
    """An indicator set by the bureau's written decision; the last one counts."""

    reach = Reach(provider="provider")

    year = models.PositiveSmallIntegerField(_("year"))
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="corrections")
    indicator = models.CharField(_("indicator"), max_length=4)
    value = models.DecimalField(_("value"), max_digits=5, decimal_places=2)
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.provider} {self.year} {self.indicator}"


class Evaluation(models.Model):
    """A provider's evaluation for a year: inputs, scheme and result, kept.

    `figures` is what `ratings.figures.figures_of` read (values, corrections, cases)
    with the `parts` of the score. A recomputation is a new row with the next `run`;
    the highest run is the one in force.
    """

    reach = Reach(provider="provider")

    year = models.PositiveSmallIntegerField(_("year"))
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="evaluations")
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    accepted = models.PositiveIntegerField(_("accepted cases"))
    figures = models.JSONField()
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    unrated_reason = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(_("at"))

    objects = models.Manager.from_queryset(EvaluationQuerySet)()

    class Meta:
        ordering = ["-year", "-score"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "provider", "run"], name="evaluation_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.year} {self.score}"


class SpotDraw(models.Model):
    """A draw of accepted cases for the bureau's spot checks, which can be repeated.

    Of the cases accepted from `first_on` to `last_on` (`population`, by number) the
    seed draws `percent` per cent (`ratings.drawing`). Draws follow each other without a
    gap, so that every accepted case stands in one population.
    """

    reach = Reach()

    first_on = models.DateField(_("accepted from"), unique=True)
    last_on = models.DateField(_("accepted until"))
    percent = models.PositiveSmallIntegerField(_("share in per cent"), default=10)
    seed = models.CharField(_("seed"), max_length=60)
    population = models.JSONField(default=list)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-first_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gte=10, percent__lte=100),
                name="spot_draw_at_least_a_tenth",
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="spot_draw_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} - {self.last_on}"


class SpotCheck(Staged):
    """The bureau's second look at one accepted case, on site."""

    MOVES = CHECK_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="booking__center", district="booking__district")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="spot_check",
    )
    draw = models.ForeignKey(SpotDraw, models.PROTECT, related_name="checks")
    booking = models.OneToOneField(Booking, models.PROTECT, related_name="spot_check")
    state = models.CharField(
        _("state"), max_length=4, choices=CheckState, default=CheckState.OPEN
    )
    visited_on = models.DateField(_("visited on"), null=True)
    visited_by = models.CharField(_("visited by"), max_length=80, blank=True)
    conforms = models.BooleanField(_("as recorded"), null=True)
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(_("quality of the report"), null=True)
    note = models.CharField(_("what was found"), max_length=1000, blank=True)
    checked_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("spot check")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__lte=100),
                name="spot_check_score_in_range",
            )
        ]

    def __str__(self) -> str:
        return self.booking.number
