"""What is done in a diagnosis, from the named team to acceptance."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assignments.actions import accept_job, reserve
from bookings.actions import release_time
from bookings.choices import Stage
from bookings.models import Booking
from diagnoses.choices import SECTIONS, AssessmentKind, Outcome, ReportState
from diagnoses.models import (
    Assessment,
    Diagnosis,
    Finding,
    Instrument,
    Report,
    Review,
    SignOff,
    TeamMember,
    Visit,
)
from diagnoses.scoring import assess
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.json_files import InputError
from foundation.models import work_calendar
from providers.models import Consultant

REPORT_WORKING_DAYS = 15
SILENT_WORKING_DAYS = 10


def open_diagnosis(booking: Booking) -> Diagnosis:
    """The diagnosis of a new booking, on its campaign's instrument."""
    instrument = Instrument.objects.get(slug=booking.campaign.instrument_slug)
    return Diagnosis.objects.create(booking=booking, instrument=instrument)


@transaction.atomic
def accept_with_team(
    *,
    booking: Booking,
    lead: Consultant,
    team: Sequence[Consultant],
    by: Any,
    at: datetime,
) -> None:
    """The provider takes the case with a named team; all keep the booked half-day.

    Raises Refused for a team of another provider or a lead who may not lead,
    LostRace where somebody was given another visit meanwhile.
    """
    people = {person.pk: person for person in [lead, *team]}
    if any(person.provider_id != booking.provider_id for person in people.values()):
        raise Refused(_("The team must be the provider's own people."))
    if not lead.may_lead:
        raise Refused(_("%(name)s may not lead a visit.") % {"name": lead.name})
    accept_job(booking=booking, lead=lead, by=by, at=at)
    reserve(booking, list(people))
    diagnosis = booking.diagnosis
    diagnosis.team.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(diagnosis=diagnosis, consultant=person, is_lead=person.pk == lead.pk)
        for person in people.values()
    )


@transaction.atomic
def replace_in_team(
    *, booking: Booking, lead: Consultant, by: Any, at: datetime
) -> None:
    """Another lead for the visit, of the same provider and free on the half-day."""
    before = [str(member) for member in booking.diagnosis.team.all()]
    reserve(booking, [lead.pk])
    booking.diagnosis.team.all().delete()
    TeamMember.objects.create(
        diagnosis=booking.diagnosis, consultant=lead, is_lead=True
    )
    record(
        by=by,
        deed="assignments.respond",
        at=at,
        row=booking,
        before={"team": before},
        after={"team": [lead.name]},
    )


@transaction.atomic
def hold_visit(
    *,
    booking: Booking,
    starts_at: datetime,
    ends_at: datetime,
    notes: str,
    firm_signed: str,
    team_signed: str,
    by: Any,
    at: datetime,
) -> Visit:
    """Record a visit that was held; the report is due fifteen working days later."""
    if starts_at > at:
        raise Refused(_("A visit can be recorded once it has begun."))
    if ends_at <= starts_at:
        raise Refused(_("The visit must end after it begins."))
    visit = Visit.objects.create(
        diagnosis=booking.diagnosis,
        outcome=Outcome.HELD,
        starts_at=starts_at,
        ends_at=ends_at,
        notes=notes,
        firm_signed=firm_signed,
        team_signed=team_signed,
        recorded_at=at,
        recorded_by=by,
    )
    day = local_day(starts_at)
    Diagnosis.objects.filter(pk=booking.diagnosis.pk).update(
        visited_on=day, report_due_on=work_calendar().add(day, REPORT_WORKING_DAYS)
    )
    booking.move_to(Stage.ASSESSING)
    record(by=by, deed="diagnoses.hold_visit", at=at, row=booking)
    return visit


@transaction.atomic
def no_show(
    *,
    booking: Booking,
    starts_at: datetime,
    ends_at: datetime,
    notes: str,
    team_signed: str,
    by: Any,
    at: datetime,
) -> Visit:
    """Nobody of the firm was there: recorded, and the firm needs a new date."""
    if starts_at > at:
        raise Refused(_("A visit can be recorded once it has begun."))
    visit = Visit.objects.create(
        diagnosis=booking.diagnosis,
        outcome=Outcome.NO_SHOW,
        starts_at=starts_at,
        ends_at=ends_at,
        notes=notes,
        team_signed=team_signed,
        recorded_at=at,
        recorded_by=by,
    )
    release_time(booking)
    booking.diagnosis.team.all().delete()
    booking.move_to(Stage.RESCHEDULING, provider=None, agreement=None, assigned_at=None)
    record(
        by=by,
        deed="diagnoses.hold_visit",
        at=at,
        row=booking,
        after={"no_show": True, "notes": notes},
    )
    return visit


@transaction.atomic
def assess_on_site(
    *, booking: Booking, answers: Mapping[str, Any], by: Any, at: datetime
) -> Assessment:
    """The consultant's answers to the instrument, scored. Raises Refused with all
    faults of the sheet."""
    diagnosis = booking.diagnosis
    try:
        result = assess(diagnosis.instrument.content, answers)
    except InputError as error:
        raise Refused(*error.errors) from error
    made, _new = Assessment.objects.update_or_create(
        diagnosis=diagnosis,
        kind=AssessmentKind.ONSITE,
        defaults={
            "answers": dict(answers),
            "result": result,
            "score": Decimal(result["score"]),
            "level": result["level"],
            "at": at,
            "by": by,
        },
    )
    booking.move_to(Stage.REPORTING)
    record(
        by=by,
        deed="diagnoses.assess",
        at=at,
        row=booking,
        after={"score": result["score"], "level": result["level"]},
    )
    return made


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
    missing = [
        str(title)
        for key, title in SECTIONS
        if key not in FROM_ROWS and not report.sections[key].strip()
    ]
    faults = []
    if missing:
        faults.append(
            _("These sections are still empty: %(names)s")
            % {"names": "、".join(missing)}
        )
    if not findings:
        faults.append(_("At least one finding is needed."))
    if faults:
        raise Refused(*faults)
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


@transaction.atomic
def sign_off(
    *,
    booking: Booking,
    score: int,
    charged_money: bool,
    pushed_product: bool,
    comment: str,
    by: Any,
    at: datetime,
) -> SignOff:
    """The firm signs the report and says how satisfied it is (0-100)."""
    made = SignOff.objects.create(
        diagnosis=booking.diagnosis,
        is_signed=True,
        score=score,
        charged_money=charged_money,
        pushed_product=pushed_product,
        comment=comment,
        at=at,
        by=by,
    )
    booking.move_to(Stage.ACCEPTING)
    record(by=by, deed="diagnoses.sign_off", at=at, row=booking, after={"signed": True})
    return made


@transaction.atomic
def go_on_unsigned(*, booking: Booking, reason: str, by: Any, at: datetime) -> SignOff:
    """A silent firm never blocks: after two reminders and ten working days the
    manager records why, and the case goes on without a score (domain 2.12)."""
    since = booking.diagnosis.report.passed_at
    waited = work_calendar().between(local_day(since), local_day(at))
    if waited < SILENT_WORKING_DAYS:
        raise Refused(
            _("The firm has ten working days after the review; %(n)s have passed.")
            % {"n": waited}
        )
    made = SignOff.objects.create(
        diagnosis=booking.diagnosis, is_signed=False, silent_reason=reason, at=at, by=by
    )
    booking.move_to(Stage.ACCEPTING)
    record(
        by=by,
        deed="diagnoses.go_on_unsigned",
        at=at,
        row=booking,
        after={"reason": reason},
    )
    return made


@transaction.atomic
def accept(*, booking: Booking, note: str, by: Any, at: datetime) -> None:
    """Acceptance 验收: from here completion, fee and period count."""
    Diagnosis.objects.filter(pk=booking.diagnosis.pk).update(
        accepted_at=at, accepted_by=by, acceptance_note=note
    )
    booking.move_to(Stage.RATING)
    record(by=by, deed="diagnoses.accept", at=at, row=booking, after={"note": note})
