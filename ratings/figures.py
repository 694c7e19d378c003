"""Reads a provider's figures of a year from live rows; each opens down to its cases."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from bookings.choices import WITHDRAWN, Stage
from bookings.models import Booking
from providers.models import Provider
from ratings.formula import mean, ratio_percent
from ratings.models import Correction

CITY_TIME = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Case:
    """What one case contributes to each indicator (None = nothing)."""

    number: str
    accepted: bool
    on_time: bool | None
    rating: Decimal | None
    first_pass: bool | None
    satisfaction: int | None
    fee_fen: int


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The half-open year as moments in the city's time."""
    midnight = time(tzinfo=CITY_TIME)
    return (
        datetime.combine(date(year, 1, 1), midnight),
        datetime.combine(date(year + 1, 1, 1), midnight),
    )


def cases_of(provider: Provider, year: int) -> list[Case]:
    """Cases accepted in the year, and cases taken that should have been.

    A case that was taken counts as assigned in the year of its booked half-day; one
    whose report was not yet due at the year's end is left to the next year. Declined
    cases have no provider and so are left out, cancelled ones by their stage.
    """
    first, end = year_bounds(year)
    last_day = (end - timedelta(days=1)).date()
    rows = (
        Booking.objects.filter(provider=provider)
        .exclude(stage__in=[*WITHDRAWN, Stage.CONFIRMING, Stage.RESPONDING])
        .filter(
            Q(diagnosis__accepted_at__gte=first, diagnosis__accepted_at__lt=end)
            | Q(
                slot__on__range=(first.date(), last_day),
                diagnosis__report_due_on__lte=last_day,
            )
        )
        .exclude(diagnosis__accepted_at__lt=first)
        .select_related("diagnosis__sign_off", "job_rating", "agreement")
        .order_by("number")
    )
    return [_case(row, end) for row in rows]


def _case(row: Booking, end: datetime) -> Case:
    diagnosis = row.diagnosis
    accepted = diagnosis.accepted_at is not None and diagnosis.accepted_at < end
    rating = getattr(row, "job_rating", None)
    sign_off = getattr(diagnosis, "sign_off", None)
    filed = diagnosis.report_filed_on
    return Case(
        number=row.number,
        accepted=accepted,
        on_time=filed <= diagnosis.report_due_on if accepted and filed else None,
        rating=rating.score if accepted and rating else None,
        first_pass=diagnosis.returns == 0 if accepted else None,
        satisfaction=sign_off.score if accepted and sign_off else None,
        fee_fen=row.agreement.fee_fen if accepted and row.agreement else 0,
    )


def indicators(cases: list[Case]) -> dict[str, Decimal | None]:
    """O1-O4 and S1 in 0-100, None where there is nothing to measure (domain 3)."""
    accepted = [case for case in cases if case.accepted]
    timed = [case.on_time for case in accepted if case.on_time is not None]
    passed = [case.first_pass for case in accepted if case.first_pass is not None]
    return {
        "O1": ratio_percent(len(accepted), len(cases)),
        "O2": ratio_percent(sum(timed), len(timed)),
        "O3": mean([case.rating for case in accepted if case.rating is not None]),
        "O4": ratio_percent(sum(passed), len(passed)),
        "S1": mean(
            [
                Decimal(case.satisfaction)
                for case in accepted
                if case.satisfaction is not None
            ]
        ),
    }


def figures_of(provider: Provider, year: int) -> dict[str, Any]:
    """Everything an evaluation keeps: values, corrections and the cases behind."""
    cases = cases_of(provider, year)
    values = indicators(cases)
    corrections = {
        row.indicator: row
        for row in Correction.objects.filter(provider=provider, year=year)
    }
    for name, row in corrections.items():
        values[name] = row.value
    return {
        "values": {key: _text(value) for key, value in values.items()},
        "corrected": {name: row.reason for name, row in corrections.items()},
        "accepted": sum(case.accepted for case in cases),
        "accepted_fee_fen": sum(case.fee_fen for case in cases),
        "cases": [
            {
                "number": case.number,
                "accepted": case.accepted,
                "on_time": case.on_time,
                "rating": _text(case.rating),
                "first_pass": case.first_pass,
                "satisfaction": case.satisfaction,
                "fee_fen": case.fee_fen,
            }
            for case in cases
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
