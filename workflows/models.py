"""What stands beside Viewflow's own rows: processes, terms and the Due rows."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from viewflow.workflow.models import Task

from admissions.models import Application
from bookings.models import Booking
from campaigns.models import Campaign
from centers.models import Center, District
from companies.models import Company
from complaints.models import Complaint
from designations.models import Designation, YearlyReview
from directives.models import Directive
from foundation.access.roles import Home
from foundation.access.scoping import Reach
from foundation.prepared import Given, prepared
from providers.models import Provider
from ratings.models import SpotCheck
from subsidies.models import Award, Period
from workflows.choices import EnquiryEnd
from workflows.models_kept import Draft, Prepared
from workflows.processes import (
    ApplicationProcess,
    AwardProcess,
    CampaignProcess,
    ComplaintProcess,
    DesignationProcess,
    DiagnosisProcess,
    DirectiveProcess,
    PeriodProcess,
    SpotCheckProcess,
    YearlyReviewProcess,
)
from workflows.querysets import DueQuerySet, EnquiryQuerySet

__all__ = [
    "ApplicationProcess",
    "AwardProcess",
    "CampaignProcess",
    "ComplaintProcess",
    "DesignationProcess",
    "DiagnosisProcess",
    "DirectiveProcess",
    "Draft",
    "Due",
    "Enquiry",
    "PeriodProcess",
    "Prepared",
    "SpotCheckProcess",
    "Term",
    "YearlyReviewProcess",
]

STEP_ENDED = gettext_noop("the step has ended")
QUESTION_ENDED = gettext_noop("the question has ended")
PERSON = settings.AUTH_USER_MODEL
# The rows that have a flow, by the name of their column in `Due`.
SUBJECTS = (
    "booking",
    "award",
    "period",
    "directive",
    "complaint",
    "application",
    "designation",
    "yearlyreview",
    "campaign",
    "spotcheck",
)


class Term(models.Model):
    """How many working days a step may take, from a day on; the flow names the key."""

    reach = Reach()

    key = models.SlugField(_("step"))
    valid_from = models.DateField(_("valid from"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    remind_before = models.PositiveSmallIntegerField(
        _("reminder, working days before"), default=1
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("next level told, working days after"), default=2
    )

    class Meta:
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="term_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.working_days}"

    @classmethod
    def on(cls, key: str, day: date) -> "Term":
        """The term in force on that day; five working days where none is loaded."""
        found: Term | None = _term.first(key=key, day=day)
        return found or cls(key=key, working_days=5)


@prepared
def _term() -> models.QuerySet[Term]:
    """The term of that key in force on a day."""
    return Term.objects.filter(key=Given("key"), valid_from__lte=Given("day"))[:1]


class Due(models.Model):
    """One human task in the to-do list: whose, by when, reminded, done by whom.

    The owner columns say who sees it (`visible_to`); the deed says which of them may
    do it (the policy table).
    """

    reach = Reach(
        company="company",
        provider="provider",
        center="center",
        district="district",
        assessor="assessor",
    )

    task = models.OneToOneField(Task, models.CASCADE, related_name="due")
    node = models.CharField(_("step"), max_length=40)
    deed = models.CharField(max_length=60)
    booking = models.ForeignKey(Booking, models.CASCADE, null=True, related_name="dues")
    period = models.ForeignKey(Period, models.CASCADE, null=True, related_name="dues")
    award = models.ForeignKey(Award, models.CASCADE, null=True, related_name="dues")
    directive = models.ForeignKey(
        Directive, models.CASCADE, null=True, related_name="dues"
    )
    complaint = models.ForeignKey(
        Complaint, models.CASCADE, null=True, related_name="dues"
    )
    application = models.ForeignKey(
        Application, models.CASCADE, null=True, related_name="dues"
    )
    designation = models.ForeignKey(
        Designation, models.CASCADE, null=True, related_name="dues"
    )
    yearlyreview = models.ForeignKey(
        YearlyReview, models.CASCADE, null=True, related_name="dues"
    )
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, related_name="dues"
    )
    spotcheck = models.ForeignKey(
        SpotCheck, models.CASCADE, null=True, related_name="dues"
    )
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, related_name="+")
    center = models.ForeignKey(Center, models.CASCADE, null=True, related_name="+")
    district = models.ForeignKey(District, models.CASCADE, null=True, related_name="+")
    assessor = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("since"))
    due_on = models.DateField(_("due on"))
    remind_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    escalate_on = models.DateField()
    escalated_at = models.DateTimeField(_("next level told at"), null=True)
    urged_at = models.DateTimeField(_("urged at"), null=True)
    paused_at = models.DateTimeField(_("clock stands since"), null=True)
    paused_days = models.PositiveSmallIntegerField(_("days the clock stood"), default=0)
    took = models.PositiveSmallIntegerField(_("working days taken"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)

    objects = models.Manager.from_queryset(DueQuerySet)()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["deed", "due_on"],
                name="due_open",
                condition=models.Q(done_at=None),
            ),
            models.Index(fields=["done_by", "-done_at"], name="due_done"),
            models.Index(
                fields=["center", "due_on"],
                name="due_open_at_center",
                condition=models.Q(done_at=None),
            ),
            models.Index(
                fields=["done_at"],
                name="due_took",
                condition=models.Q(outcome="done"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.node} {self.due_on}"

    def outdated(self, at: datetime) -> str:
        """Nobody is told of a step that has ended."""
        return STEP_ENDED if self.done_at is not None else ""

    @property
    def open_question(self) -> "Enquiry | None":
        """The question for whose answer the clock stands (of prefetched rows)."""
        asked = self.enquiries.all() if self.paused_at else ()
        return next((row for row in asked if row.ended_at is None), None)

    @property
    def subject(self) -> Any:
        """The row the task is about: each step belongs to one."""
        return next(
            getattr(self, name) for name in SUBJECTS if getattr(self, f"{name}_id")
        )


class Enquiry(models.Model):
    """A question to the other side of a step, whose clock stands until the answer.

    It ends by the answer, by being taken back, or by itself after `answer_by`.
    """

    reach = Reach(
        company="due__company",
        provider="due__provider",
        center="due__center",
        district="due__district",
    )

    due = models.ForeignKey(Due, models.CASCADE, related_name="enquiries")
    side = models.CharField(_("asked"), max_length=10, choices=Home)
    question = models.CharField(_("question"), max_length=500)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateField(_("answer until"))
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=EnquiryEnd, blank=True
    )

    objects = models.Manager.from_queryset(EnquiryQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["due"],
                condition=models.Q(ended_at=None),
                name="one_open_enquiry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.question[:40]}"

    def outdated(self, at: datetime) -> str:
        """Nobody is asked what needs no answer any more."""
        return QUESTION_ENDED if self.ended_at is not None else ""
