"""The team, the visit and the on-site assessment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from assignments.actions import accept_job, reserve
from bookings.actions import release_time
from bookings.choices import Stage
from bookings.models import Booking, MissedVisit
from diagnoses.choices import AssessmentKind, Outcome
from diagnoses.models import (
    Assessment,
    Diagnosis,
    Instrument,
    TeamMember,
    Visit,
    VisitPhoto,
)
from diagnoses.scoring import assess
from foundation.attachments import attached
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.json_files import InputError
from foundation.models import work_calendar
from foundation.prepared import Given, prepared
from foundation.together import put
from providers.models import Consultant

REPORT_WORKING_DAYS = 15
MOST_PHOTOS = 9


def open_diagnosis(booking: Booking, *, process: Any = None) -> Diagnosis:
    """The diagnosis of a new booking, on its campaign's instrument."""
    instrument: Any = _instrument.later(slug=booking.campaign.instrument_slug)
    diagnosis = Diagnosis(booking=booking, instrument_id=instrument, process=process)
    put(diagnosis)
    return diagnosis


@prepared
def _instrument() -> Any:
    """The key of an instrument; its content is large, and read where it is used."""
    return Instrument.objects.filter(slug=Given("slug")).values_list("pk")


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
    photos: Sequence[File] = (),
) -> Visit:
    """Record a visit that was held; the report is due fifteen working days later.

    Raises Refused for times out of order, too many photos or unfit ones.
    """
    if starts_at > at:
        raise Refused(_("A visit can be recorded once it has begun."))
    if ends_at <= starts_at:
        raise Refused(_("The visit must end after it begins."))
    visit = Visit.objects.create(
        diagnosis=booking.diagnosis, outcome=Outcome.HELD, starts_at=starts_at,
        ends_at=ends_at, notes=notes, firm_signed=firm_signed,
        team_signed=team_signed, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    day = local_day(starts_at)
    Diagnosis.objects.filter(pk=booking.diagnosis.pk).update(
        visited_on=day, report_due_on=work_calendar().add(day, REPORT_WORKING_DAYS)
    )
    with attached(
        lambda: VisitPhoto(visit=visit), photos, most=MOST_PHOTOS, by=by, at=at
    ) as kept:
        booking.move_to(Stage.ASSESSING)
        record(by=by, deed="diagnoses.hold_visit", at=at, row=booking,
               after={"photos": len(kept)} if kept else {})  # fmt: skip
    return visit


def put_off_report(booking: Booking, until: date) -> None:
    """The report is due on a later day: the clock of its step stood meanwhile."""
    first = Diagnosis.objects.filter(booking=booking, returns=0)
    first.update(report_due_on=until)


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
    MissedVisit.objects.get_or_create(
        booking=booking, company=booking.company, on=local_day(starts_at)
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
