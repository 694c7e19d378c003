"""Choices of visits, assessments, reports and findings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """How a visit went."""

    HELD = "held", _("Visit held")
    NO_SHOW = "no_show", _("Firm was not there")
    VOID = "void", _("Recorded wrongly, void")


class AssessmentKind(TextChoices):
    """Who answered the instrument."""

    SELF = "self", _("Self-assessment")
    ONSITE = "onsite", _("On-site assessment")


class ReportState(TextChoices):
    """A report's life."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for revision")
    PASSED = "passed", _("Passed first review")


REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportState.DRAFT: frozenset({ReportState.SUBMITTED}),
    ReportState.SUBMITTED: frozenset({ReportState.RETURNED, ReportState.PASSED}),
    ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
    ReportState.PASSED: frozenset({ReportState.SUBMITTED}),
}


class Priority(TextChoices):
    """How urgent a finding is."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Middle")
    LOW = "low", _("Low")


# The twelve sections of a report, in print order; findings and the assessment are
# shown inside sections 2 and 4 from their own rows.
SECTIONS = [
    ("profile", _("Firm profile")),
    ("assessment", _("Digitalisation level assessment")),
    ("survey", _("Site survey record")),
    ("findings", _("Findings")),
    ("benchmarks", _("Comparison with industry cases")),
    ("plan", _("Improvement plan")),
    ("cloud", _("Moving business to the cloud")),
    ("investment", _("Investment estimate and benefit")),
    ("roadmap", _("Phased roadmap")),
    ("policies", _("Policy matching and funding advice")),
    ("risks", _("Risks and safeguards")),
    ("annexes", _("Annexes")),
]
