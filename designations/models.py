"""A center on its way to designation, what proves it, and its yearly evaluations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centers.models import Center, District
from designations.choices import (
    DESIGNATION_MOVES,
    ENDED,
    REVIEW_MOVES,
    SHEET_MOVES,
    DesignationState,
    PaperKind,
    ReviewState,
    SheetState,
    YearGrade,
)
from designations.models_checklist import Checklist
from designations.models_objections import ObjectionPaper as ObjectionPaper
from designations.querysets import DesignationQuerySet, NoticeQuerySet
from foundation.access.scoping import Reach, ScopedManager
from foundation.attachments import Attachment
from foundation.models import Staged

__all__ = [
    "Checklist",
    "Designation",
    "Notice",
    "Objection",
    "Paper",
    "Sheet",
    "Submission",
    "YearlyReview",
]

PERSON = settings.AUTH_USER_MODEL
OF_DESIGNATION = Reach(center="designation__center", district="designation__district")


class Designation(Staged):
    """One center's designation; a center has one at a time.

    `answers` is the center's draft ({point: {value, note, exception}}); what was
    submitted stands in `Submission` and is never changed.
    """

    MOVES = DESIGNATION_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="center", district="district")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="designation",
    )
    center = models.ForeignKey(Center, models.PROTECT, related_name="designations")
    district = models.ForeignKey(District, models.PROTECT, related_name="designations")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DesignationState,
        default=DesignationState.NURTURED,
    )
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True)
    asked = models.JSONField(default=list)  # ids of the points to be completed
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    round = models.PositiveSmallIntegerField(default=0)  # of submissions
    visit_on = models.DateField(_("day of the site visit"), null=True)
    nurtured_at = models.DateTimeField(_("nurtured since"))
    nurtured_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("designation number"), max_length=60, blank=True)
    designated_on = models.DateField(_("designated on"), null=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)
    withdrawn_why = models.TextField(_("why withdrawn"), max_length=1000, blank=True)

    objects = models.Manager.from_queryset(DesignationQuerySet)()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("designation")
        constraints = [
            models.UniqueConstraint(
                fields=["center"],
                condition=~Q(state__in=ENDED),
                name="one_running_designation",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="designation_number_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.center)


class Submission(models.Model):
    """What a center handed in: claims, the system's own counts, the checklist."""

    reach = OF_DESIGNATION

    designation = models.ForeignKey(
        Designation, models.PROTECT, related_name="submissions"
    )
    round = models.PositiveSmallIntegerField(_("round"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    answers = models.JSONField()
    known = models.JSONField()
    exceptions = models.JSONField(default=list)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(
                fields=["designation", "round"], name="submission_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.designation} {self.round}"


class Sheet(Staged):
    """One expert's sheet about a submission, blind to the others'."""

    MOVES = SHEET_MOVES
    STAGE_FIELD = "state"
    reach = Reach(assessor="assessor")

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="sheets")
    round = models.PositiveSmallIntegerField(_("round"))
    assessor = models.ForeignKey(
        PERSON, models.PROTECT, related_name="designation_sheets"
    )
    visit_on = models.DateField(_("day of the site visit"))
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.OPEN)
    scores = models.JSONField(default=dict)  # {point: 0-100}
    remarks = models.JSONField(default=dict)  # {point: words}
    opinion = models.TextField(_("opinion"), max_length=2000, blank=True)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True)
    opened_at = models.DateTimeField(_("opened at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["designation", "round", "assessor"],
                name="designation_sheet_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.designation} {self.pk}"


class Notice(models.Model):
    """A designation on the official page, and its clock."""

    reach = OF_DESIGNATION

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="notices")
    official_url = models.URLField(_("official address"))
    published_on = models.DateField(_("published on"))
    ends_on = models.DateField(_("last day for objections"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    objects = models.Manager.from_queryset(NoticeQuerySet)()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.designation} {self.published_on}"


class Objection(models.Model):
    """An objection within the notice, with real name and evidence, and its answer."""

    reach = Reach(district="designation__district")

    designation = models.ForeignKey(
        Designation, models.PROTECT, related_name="objections"
    )
    real_name = models.CharField(_("real name"), max_length=40)
    text = models.TextField(_("objection"), max_length=2000)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True)
    raised_at = models.DateTimeField(_("raised at"))
    raised_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decision = models.TextField(_("decision"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["designation"],
                condition=Q(decided_at=None),
                name="one_open_designation_objection",
            )
        ]

    def __str__(self) -> str:
        return f"{self.designation} {self.pk}"


class YearlyReview(Staged):
    """A designated center's year: figures, grade, and what a failing one mends."""

    MOVES = REVIEW_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="center", district="district")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="yearly_review",
    )
    designation = models.ForeignKey(Designation, models.PROTECT, related_name="reviews")
    center = models.ForeignKey(Center, models.PROTECT, related_name="yearly_reviews")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState, default=ReviewState.GRADING
    )
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)
    grade = models.CharField(_("grade"), max_length=1, choices=YearGrade, blank=True)
    reasons = models.TextField(_("reasons"), max_length=2000, blank=True)
    graded_at = models.DateTimeField(_("graded at"), null=True)
    points = models.TextField(_("points to mend"), max_length=2000, blank=True)
    mend_by = models.DateField(_("to be mended by"), null=True)
    mended = models.TextField(_("what was done"), max_length=4000, blank=True)
    mended_at = models.DateTimeField(_("reported at"), null=True)
    verdict = models.TextField(_("decision"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name = _("yearly evaluation")
        constraints = [
            models.UniqueConstraint(fields=["center", "year"], name="review_once")
        ]

    def __str__(self) -> str:
        return f"{self.center} {self.year}"


class Paper(Attachment):
    """A file that proves something about a center's designation or review."""

    FOLDER = "designations"
    reach = Reach(
        center="designation__center",
        district="designation__district",
        assessor="designation__sheets__assessor",
        many=frozenset({"assessor"}),
    )

    designation = models.ForeignKey(Designation, models.PROTECT, related_name="papers")
    review = models.ForeignKey(
        YearlyReview, models.PROTECT, null=True, related_name="papers"
    )
    what = models.CharField(max_length=10, choices=PaperKind, default=PaperKind.POINT)
    point = models.CharField(max_length=20, blank=True)
    round = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("paper")
