"""One step back, with a reason: what was recorded is taken back, nothing is lost.

Each undoes one stage and moves the case; the audit log keeps what stood there.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.choices import Stage
from bookings.models import Booking
from diagnoses.choices import Outcome, ReportState
from diagnoses.models import Diagnosis, SignOff
from foundation.audit.actions import record


@transaction.atomic
def return_visit(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The visit was recorded wrongly: it is void, and is to be recorded again."""
    diagnosis = booking.diagnosis
    diagnosis.visits.filter(outcome=Outcome.HELD).update(outcome=Outcome.VOID)
    before = {"on": diagnosis.visited_on}
    Diagnosis.objects.filter(pk=diagnosis.pk).update(
        visited_on=None, report_due_on=None
    )
    _back(booking, Stage.VISITING, "diagnoses.return_visit", by, at, reason, before)


@transaction.atomic
def return_assessment(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The on-site assessment is to be answered again; its answers stay as a start."""
    found = booking.diagnosis.assessments.last()
    before = {"score": found.score, "level": found.level} if found else {}
    deed = "diagnoses.return_assessment"
    _back(booking, Stage.ASSESSING, deed, by, at, reason, before)


@transaction.atomic
def return_to_review(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The firm, or the center itself, finds fault with a passed report."""
    booking.diagnosis.report.move_to(ReportState.SUBMITTED, passed_at=None)
    _back(booking, Stage.REVIEWING, "diagnoses.return_to_review", by, at, reason, {})


@transaction.atomic
def return_to_signing(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The firm is to sign again; what it said before stays in the audit log."""
    found = SignOff.objects.filter(diagnosis=booking.diagnosis).first()
    before = {"signed": found.is_signed, "score": found.score} if found else {}
    deed = "diagnoses.return_to_signing"
    _back(booking, Stage.SIGNING, deed, by, at, reason, before)


def _back(
    booking: Booking,
    to: str,
    deed: str,
    by: Any,
    at: datetime,
    reason: str,
    before: dict[str, Any],
) -> None:
    booking.move_to(to)
    record(by=by, deed=deed, at=at, row=booking, before=before,
           after={"reason": reason})  # fmt: skip
