"""One case, from booking to the final rating."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from assignments.actions import find_provider, propose
from bookings.choices import Stage
from diagnoses.actions import open_diagnosis
from diagnoses.models import Diagnosis
from foundation import clock
from foundation.together import put
from ratings.actions import finish_rating
from ratings.choices import SheetState
from ratings.models import ScoreSheet
from workflows.lock import row_lock
from workflows.models import DiagnosisProcess
from workflows.nodes import Begin, Human, Job, SplitOver


def booked_day(case: Any) -> date:
    """The day of the visit, which cannot be recorded before."""
    day: date = case.slot.on
    return day


def is_returned(case: Any) -> bool:
    """Whether the report came back from the review."""
    return Diagnosis.objects.filter(booking=case, returns__gt=0).exists()


def report_term(case: Any) -> str:
    """A returned report has its own, shorter term."""
    return "revise" if is_returned(case) else "report"


def report_due(case: Any) -> date | None:
    """The day fixed by the visit, by which delivery on time is measured."""
    first = Diagnosis.objects.filter(booking=case, returns=0)
    return first.values_list("report_due_on", flat=True).first()


class DiagnosisFlow(flow.Flow):
    """Diagnosis of one firm.

    The stage of the booking is the truth; each node's `ByStage` only says which step
    belongs to which stage.
    """

    process_class = DiagnosisProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).ByStage(
        {Stage.TRIAGE: this.triage, Stage.PROPOSING: this.propose}
    )
    triage = Human(
        deed="bookings.triage", title=_("Triage"), term="triage", icon="list-checks"
    ).ByStage(
        {
            Stage.PROPOSING: this.propose,
            Stage.RESCHEDULING: this.reschedule,
            Stage.REFUSED: this.end,
        }
    )
    propose = Job(
        this.find_provider, apply=this.apply_proposal, title=_("Finding a provider")
    ).ByStage({Stage.CONFIRMING: this.confirm, Stage.RESCHEDULING: this.reschedule})
    confirm = Human(
        deed="assignments.confirm",
        title=_("Confirm the provider"),
        term="confirm",
        icon="user-check",
    ).ByStage({Stage.RESPONDING: this.respond, Stage.RESCHEDULING: this.reschedule})
    respond = Human(
        deed="assignments.respond",
        title=_("Accept or decline the job"),
        term="respond",
        icon="handshake",
    ).ByStage(
        {
            Stage.VISITING: this.visit,
            Stage.PROPOSING: this.propose,
            Stage.CONFIRMING: this.confirm,
            Stage.RESCHEDULING: this.reschedule,
        }
    )
    reschedule = Human(
        deed="bookings.reschedule",
        title=_("Choose a new date"),
        term="reschedule",
        icon="calendar-clock",
    ).Next(this.propose)
    visit = Human(
        deed="diagnoses.hold_visit",
        title=_("Record the site visit"),
        term="visit",
        icon="map-pin-check",
        not_before=booked_day,
    ).ByStage(
        {
            Stage.ASSESSING: this.assess,
            Stage.RESCHEDULING: this.reschedule,
            Stage.CONFIRMING: this.confirm,
        }
    )
    assess = Human(
        deed="diagnoses.assess",
        title=_("On-site assessment"),
        term="assess",
        icon="clipboard-check",
    ).ByStage({Stage.REPORTING: this.report, Stage.VISITING: this.visit})
    report = Human(
        deed="diagnoses.write_report",
        title=_("Write the report"),
        term="report",
        icon="file-pen-line",
        term_for=report_term,
        due_on=report_due,
    ).ByStage({Stage.REVIEWING: this.review, Stage.ASSESSING: this.assess})
    review = Human(
        deed="diagnoses.review_report",
        title=_("Review the report"),
        term="review",
        icon="file-check",
    ).ByStage({Stage.SIGNING: this.sign_off, Stage.REPORTING: this.report})
    sign_off = Human(
        deed="diagnoses.sign_off",
        title=_("Read and sign off the report"),
        term="sign_off",
        icon="signature",
    ).ByStage({Stage.ACCEPTING: this.accept, Stage.REVIEWING: this.review})
    accept = Human(
        deed="diagnoses.accept",
        title=_("Accept the diagnosis"),
        term="accept",
        icon="badge-check",
    ).ByStage({Stage.RATING: this.has_assessors, Stage.SIGNING: this.sign_off})
    has_assessors = (
        flow.If(this.sheets_are_open).Then(this.share_out).Else(this.appoint)
    )
    appoint = Human(
        deed="ratings.appoint_assessors",
        title=_("Appoint two assessors"),
        term="appoint",
        icon="users",
    ).Next(this.share_out)
    share_out = SplitOver(this.open_sheets).Next(this.score)
    score = (
        Human(
            deed="ratings.score",
            title=_("Score the report"),
            term="score",
            icon="star",
        )
        .Assign(this.assessor_of)
        .Next(this.all_scored)
    )
    all_scored = flow.Join().Next(this.rate)
    rate = flow.Function(this.finish).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, booking: Any) -> Any:
        """The case's diagnosis is opened with its process."""
        put(activation.process)
        open_diagnosis(booking, process=activation.process)
        return activation.process

    def find_provider(self, task: Any) -> Any:
        """Outside any lock: match the case against every provider."""
        return find_provider(task.process.diagnosis.booking, at=clock.now())

    def apply_proposal(self, activation: Any, found: Any) -> None:
        """Under the lock: write the proposal down."""
        propose(booking=activation.process.subject, found=found, at=clock.now())

    def sheets_are_open(self, activation: Any) -> bool:
        """Whether two eligible assessors were found at acceptance."""
        booking = activation.process.subject
        return ScoreSheet.objects.filter(booking=booking).exists()

    def open_sheets(self, activation: Any) -> list[dict[str, int]]:
        """One branch per open sheet."""
        sheets = ScoreSheet.objects.filter(
            booking=activation.process.subject, state=SheetState.OPEN
        )
        return [{"sheet": key} for key in sheets.values_list("pk", flat=True)]

    def assessor_of(self, activation: Any) -> Any:
        """The sheet's assessor owns its task."""
        sheets = ScoreSheet.objects.select_related("assessor")
        return sheets.get(pk=activation.task.data["sheet"]).assessor

    def finish(self, activation: Any) -> None:
        """The mean of the sheets is the final rating."""
        finish_rating(booking=activation.process.subject, at=clock.now())
