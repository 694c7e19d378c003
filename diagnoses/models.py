"""The diagnosis of one case: visit, assessment, report, sign-off, acceptance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from diagnoses.choices import (
    REPORT_MOVES,
    AssessmentKind,
    Outcome,
    Priority,
    ReportState,
)
from diagnoses.models_photos import VisitPhoto as VisitPhoto
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Named, Staged
from providers.models import Consultant

CASE = Reach(
    company="booking__company",
    provider="booking__provider",
    center="booking__center",
    district="booking__district",
)
OF_CASE = Reach(
    company="diagnosis__booking__company",
    provider="diagnosis__booking__provider",
    center="diagnosis__booking__center",
    district="diagnosis__booking__district",
)


class Instrument(Named):
    """A version of a maturity instrument; an answered one is kept for ever."""

    reach = Reach()

    slug = models.SlugField(unique=True)
    valid_from = models.DateField(_("valid from"))
    content = models.JSONField(_("content"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("instrument")


class Diagnosis(models.Model):
    """The work on one booking; `process` is its running flow."""

    reach = CASE

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="diagnosis")
    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="diagnosis",
    )
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    visited_on = models.DateField(_("visited on"), null=True)
    report_due_on = models.DateField(_("report due on"), null=True)
    report_filed_on = models.DateField(_("report first filed on"), null=True)
    returns = models.PositiveSmallIntegerField(_("times returned"), default=0)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, db_index=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    acceptance_note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")

    def __str__(self) -> str:
        return str(self.booking)


class TeamMember(models.Model):
    """A consultant named for a case when the provider accepted it."""

    reach = OF_CASE

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="team")
    consultant = models.ForeignKey(Consultant, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(_("lead"), default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ["-is_lead", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnosis", "consultant"], name="team_member_once"
            ),
            models.UniqueConstraint(
                fields=["diagnosis"], condition=Q(is_lead=True), name="one_lead"
            ),
        ]

    def __str__(self) -> str:
        return str(self.consultant)


class Visit(models.Model):
    """A visit that took place, or a firm that was not there."""

    reach = OF_CASE

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="visits")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    notes = models.TextField(_("notes"), max_length=4000)
    firm_signed = models.CharField(
        _("signed in for the firm"), max_length=40, blank=True
    )
    team_signed = models.CharField(_("signed in for the team"), max_length=40)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="visit_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis} {self.outcome}"


class Assessment(models.Model):
    """One answered instrument and the result computed from it."""

    reach = OF_CASE

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="assessments")
    kind = models.CharField(max_length=6, choices=AssessmentKind)
    answers = models.JSONField()
    result = models.JSONField()
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    level = models.PositiveSmallIntegerField(_("level"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["diagnosis", "kind"], name="assessment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis} {self.kind} {self.score}"


class Report(Staged):
    """The report of a case; `sections` maps section key to text."""

    MOVES = REPORT_MOVES
    STAGE_FIELD = "state"
    reach = OF_CASE

    diagnosis = models.OneToOneField(Diagnosis, models.CASCADE, related_name="report")
    state = models.CharField(
        max_length=10, choices=ReportState, default=ReportState.DRAFT
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    sections = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    passed_at = models.DateTimeField(_("passed at"), null=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.diagnosis} v{self.version}"


class Finding(models.Model):
    """A problem found, row by row (问题清单), with the measure proposed."""

    reach = Reach(
        company="report__diagnosis__booking__company",
        provider="report__diagnosis__booking__provider",
        center="report__diagnosis__booking__center",
        district="report__diagnosis__booking__district",
    )

    report = models.ForeignKey(Report, models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    scene = models.CharField(_("scene"), max_length=4)
    symptom = models.CharField(_("symptom"), max_length=300)
    evidence = models.CharField(_("evidence"), max_length=300)
    cause = models.CharField(_("cause"), max_length=300, blank=True)
    loss = models.CharField(_("loss"), max_length=200, blank=True)
    measure = models.CharField(_("measure"), max_length=300)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority)

    objects = ScopedManager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "position"], name="finding_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.symptom


class Review(models.Model):
    """The center's first review of one version: passed, or returned with points."""

    reach = OF_CASE

    diagnosis = models.ForeignKey(Diagnosis, models.CASCADE, related_name="reviews")
    version = models.PositiveSmallIntegerField(_("version"))
    passed = models.BooleanField(_("passed"))
    points = models.TextField(_("points to revise"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.diagnosis} v{self.version}"


class SignOff(models.Model):
    """The firm's signature and satisfaction; not shown to the provider before the
    final rating, so providers reach none of these rows."""

    reach = Reach(
        company="diagnosis__booking__company",
        center="diagnosis__booking__center",
        district="diagnosis__booking__district",
    )

    diagnosis = models.OneToOneField(Diagnosis, models.CASCADE, related_name="sign_off")
    is_signed = models.BooleanField(_("signed"))
    score = models.PositiveSmallIntegerField(_("satisfaction"), null=True)
    answers = models.JSONField(default=dict)
    charged_money = models.BooleanField(_("money was charged"), default=False)
    pushed_product = models.BooleanField(_("a product was pushed"), default=False)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    silent_reason = models.CharField(
        _("why it went on unsigned"), max_length=300, blank=True
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=100),
                name="satisfaction_within_100",
            )
        ]

    def __str__(self) -> str:
        return f"{self.diagnosis} {self.score}"
