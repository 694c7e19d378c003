"""The report and the center's first review of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.choices import Stage
from bookings.models import Booking
from diagnoses.choices import SECTIONS, ReportState
from diagnoses.models import (
    Diagnosis,
    Finding,
    Report,
    Review,
)
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused


@transaction.atomic
def save_report(
    *,
    booking: Booking,
    sections: Mapping[str, str],
    findings: Sequence[Mapping[str, str]],
    by: Any,
    at: datetime,
) -> Report:
    """Keep the report as it now stands, without handing it in."""
    report, _new = Report.objects.get_or_create(
        diagnosis=booking.diagnosis, defaults={"saved_at": at}
    )
    if report.state not in (ReportState.DRAFT, ReportState.RETURNED):
        raise Refused(_("The report has been handed in and cannot be changed now."))
    kept = {key: sections.get(key, "") for key, _title in SECTIONS}
    Report.objects.filter(pk=report.pk).update(sections=kept, saved_at=at)
    report.sections = kept
    report.findings.all().delete()
    Finding.objects.bulk_create(
        Finding(report=report, position=position, **row)
        for position, row in enumerate(findings, 1)
    )
    return report


@transaction.atomic
def submit_report(
    *,
    booking: Booking,
    sections: Mapping[str, str],
    findings: Sequence[Mapping[str, str]],
    by: Any,
    at: datetime,
) -> Report:
    """Hand the report in. Raises Refused naming every section still empty."""
    report = save_report(
        booking=booking, sections=sections, findings=findings, by=by, at=at
    )
    _refuse_unfinished(report, findings)
    again = report.state == ReportState.RETURNED
    report.move_to(
        ReportState.SUBMITTED,
        submitted_at=at,
        version=report.version + 1 if again else report.version,
    )
    Diagnosis.objects.filter(pk=booking.diagnosis.pk, report_filed_on=None).update(
        report_filed_on=local_day(at)
    )
    booking.move_to(Stage.REVIEWING)
    record(
        by=by,
        deed="diagnoses.write_report",
        at=at,
        row=booking,
        after={"version": report.version, "findings": len(findings)},
    )
    return report


# Sections that are printed from their own rows and may have no text besides.
FROM_ROWS = frozenset({"assessment", "findings", "annexes"})


def _refuse_unfinished(report: Report, findings: Sequence[Any]) -> None:
    missing = [
        str(title)
        for key, title in SECTIONS
        if key not in FROM_ROWS and not report.sections[key].strip()
    ]
    faults = []
    if missing:
        names = "、".join(missing)
        faults.append(_("These sections are still empty: %(names)s") % {"names": names})
    if not findings:
        faults.append(_("At least one finding is needed."))
    if faults:
        raise Refused(*faults)


@transaction.atomic
def review_report(
    *, booking: Booking, passed: bool, points: str, by: Any, at: datetime
) -> Review:
    """The center passes the report, or returns it with points."""
    if not passed and not points.strip():
        raise Refused(_("Say what must be revised."))
    diagnosis = booking.diagnosis
    report = diagnosis.report
    review = Review.objects.create(
        diagnosis=diagnosis,
        version=report.version,
        passed=passed,
        points=points,
        at=at,
        by=by,
    )
    if passed:
        report.move_to(ReportState.PASSED, passed_at=at)
        booking.move_to(Stage.SIGNING)
    else:
        report.move_to(ReportState.RETURNED)
        Diagnosis.objects.filter(pk=diagnosis.pk).update(returns=diagnosis.returns + 1)
        booking.move_to(Stage.REPORTING)
    record(
        by=by,
        deed="diagnoses.review_report",
        at=at,
        row=booking,
        after={"passed": passed, "points": points},
    )
    return review
