"""Cases and years made row by row, for tests that need many of them at once."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from bookings.choices import Stage
from bookings.models import Booking, Slot
from campaigns.models import Agreement
from centers.models import Service
from diagnoses.choices import ReportState
from diagnoses.models import (
    Diagnosis,
    Instrument,
    Report,
    Review,
    SignOff,
    TeamMember,
)
from foundation.clock import CITY_TIME
from foundation.models import work_calendar
from providers.models import Provider
from ratings.models import JobRating
from tests.cast import Cast, make_company

numbers = count(100)


def moment(on: date, hour: int = 10) -> datetime:
    """An hour of that day in the city."""
    return datetime.combine(on, time(hour), tzinfo=CITY_TIME)


def taken_case(cast: Cast, provider: Provider, on: date, **facts: Any) -> Booking:
    """A case whose visit was agreed for that day; nothing has happened since."""
    n = next(numbers)
    slot, _new = Slot.objects.get_or_create(
        center=cast.center,
        on=on,
        half="am",
        defaults={
            "service": Service.objects.get(center=cast.center, kind="visit"),
            "kind": "visit",
            "starts_at": moment(on, 9),
            "ends_at": moment(on, 11),
            "bookable_until": moment(on, 9),
            "released_at": moment(on, 9),
            "capacity": 99,
        },
    )
    defaults = {
        "stage": Stage.VISITING,
        "campaign": cast.campaign,
        "agreement": Agreement.objects.get(provider=provider, campaign=cast.campaign),
        "slot": slot,
    }
    booking = Booking.objects.create(
        number=f"CZ{on.year}-{n:05d}",
        company=make_company(f"企业{n}", cast.center.district, n),
        center=cast.center,
        district=cast.center.district,
        contact_name="王强",
        contact_phone="13900000000",
        booked_at=moment(on) - timedelta(days=20),
        booked_by=cast.firm,
        provider=provider,
        **{**defaults, **facts},
    )
    diagnosis = Diagnosis.objects.create(
        booking=booking, instrument=Instrument.objects.get()
    )
    TeamMember.objects.create(
        diagnosis=diagnosis, consultant=provider.consultants.first(), is_lead=True
    )
    return booking


def visited_case(
    cast: Cast, provider: Provider, on: date, *, filed: date | None = None, **facts: Any
) -> Booking:
    """A case visited on that day, its report filed or not."""
    facts.setdefault("stage", Stage.REVIEWING if filed else Stage.REPORTING)
    booking = taken_case(cast, provider, on, **facts)
    diagnosis = booking.diagnosis
    diagnosis.visited_on = on
    diagnosis.report_due_on = work_calendar().add(on, 15)
    diagnosis.report_filed_on = filed
    diagnosis.save()
    if filed:
        Report.objects.create(
            diagnosis=diagnosis,
            state=ReportState.SUBMITTED,
            saved_at=moment(filed),
            submitted_at=moment(filed),
        )
    return booking


def returned(cast: Cast, booking: Booking, on: date, again: date | None = None) -> None:
    """The center returned the report on that day; filed again, or not."""
    diagnosis = booking.diagnosis
    Review.objects.create(
        diagnosis=diagnosis, version=1, passed=False, points="补证据",
        at=moment(on), by=cast.manager,
    )  # fmt: skip
    diagnosis.returns += 1
    diagnosis.save()
    if again:
        diagnosis.report.submitted_at = moment(again)
        diagnosis.report.save()


def accepted_case(
    cast: Cast,
    provider: Provider,
    on: date = date(2026, 3, 2),
    *,
    accepted: date | None = None,
    filed: date | None = None,
    rating: str | None = "90",
    satisfaction: int | None = 90,
    returns: int = 0,
    **facts: Any,
) -> Booking:
    """A case visited on that day and accepted, by default within the month."""
    facts.setdefault("stage", Stage.CLOSED if rating else Stage.RATING)
    filed = filed or work_calendar().add(on, 5)
    booking = visited_case(cast, provider, on, filed=filed, **facts)
    diagnosis = booking.diagnosis
    diagnosis.accepted_at = moment(accepted or on + timedelta(days=25))
    diagnosis.returns = returns
    diagnosis.save()
    SignOff.objects.create(
        diagnosis=diagnosis,
        is_signed=satisfaction is not None,
        score=satisfaction,
        at=diagnosis.accepted_at,
        by=cast.firm,
    )
    if rating:
        JobRating.objects.create(
            booking=booking,
            score=Decimal(rating),
            sheet_totals=[rating, rating],
            at=diagnosis.accepted_at,
        )
    return booking
