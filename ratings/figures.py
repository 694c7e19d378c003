"""Reads providers' figures of a year from live rows; each opens down to its cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.choices import Stage
from bookings.models import Booking
from diagnoses.actions import REPORT_WORKING_DAYS
from diagnoses.choices import Outcome
from diagnoses.models import Diagnosis, TeamMember, Visit
from foundation.clock import local_day
from foundation.models import work_calendar
from providers.models import Provider
from ratings.choices import CheckState
from ratings.events import late_by_provider, upheld_by_provider, year_bounds
from ratings.formula import mean, ratio_percent
from ratings.models import Correction, SpotCheck

OVERDUE, WITHDRAWN = "overdue", "withdrawn"
NOT_TAKEN = (
    Stage.TRIAGE,
    Stage.PROPOSING,
    Stage.CONFIRMING,
    Stage.RESPONDING,
    Stage.REFUSED,
)
LONGEST_TERM = timedelta(days=60)  # more than the report's working days ever span


@dataclass(frozen=True)
class Case:
    """What one case contributes to each indicator (None = nothing).

    `missed` says why a case that was not accepted counts: its report was overdue, or
    the center withdrew it. `visit`: the record on site (signed, team, minutes,
    photos);
    `check`: what a spot check found (conforms, score), None without one.
    """

    number: str
    accepted: bool
    on_time: bool | None
    rating: Decimal | None
    first_pass: bool | None
    satisfaction: int | None
    fee_fen: int
    missed: str = ""
    visit: dict[str, Any] | None = None
    check: dict[str, Any] | None = None


def cases_of(provider: Provider, year: int) -> list[Case]:
    """The provider's cases of the year, by number."""
    return cases_by_provider(year, [provider.pk]).get(provider.pk, [])


def cases_by_provider(
    year: int, providers: Iterable[int] | None = None
) -> dict[int, list[Case]]:
    """Each provider's cases of the year (all providers without a choice), by number.

    A case counts in the year in which it was accepted. One that was taken and not
    accepted counts, as missed, in the year in which its report fell due if at the
    year's end the provider still owed the report; one that waits for the center or the
    firm is left to the year of its acceptance. Cases declined have no provider and
    those cancelled by the firm are left out; one that the center withdrew from a named
    team counts as missed (the published rule of O1).
    """
    bounds = year_bounds(year)
    found: dict[int, list[Case]] = defaultdict(list)
    for row in _rows(bounds, providers):
        case = _case(row, bounds)
        if case is not None and row.provider_id is not None:
            found[row.provider_id].append(case)
    return dict(found)


def _rows(
    bounds: tuple[datetime, datetime], providers: Iterable[int] | None
) -> QuerySet[Booking]:
    """Every case that may count in the year."""
    first, end = bounds
    earliest = local_day(first) - LONGEST_TERM
    team = TeamMember.objects.filter(diagnosis__booking=OuterRef("pk"))
    rows = Booking.objects.filter(
        Q(diagnosis__accepted_at__gte=first, diagnosis__accepted_at__lt=end)
        | Q(Q(slot__on__gte=earliest, slot__on__lt=local_day(end)), not_accepted(end))
        | Q(
            Exists(team),
            stage=Stage.CANCELLED,
            ended_by_firm=False,
            ended_at__gte=first,
            ended_at__lt=end,
        ),
        provider__isnull=False,
        diagnosis__isnull=False,
    ).exclude(stage__in=NOT_TAKEN)
    if providers is not None:
        rows = rows.filter(provider__in=list(providers))
    return (
        rows.select_related(
            "slot",
            "diagnosis__report",
            "diagnosis__sign_off",
            "job_rating",
            "spot_check",
        )
        .select_related("agreement", "bid")
        .prefetch_related(
            "diagnosis__reviews", "diagnosis__visits__photos", "diagnosis__team"
        )
        .order_by("number")
    )


def not_accepted(end: datetime) -> Q:
    """Not accepted before that moment."""
    return Q(diagnosis__accepted_at=None) | Q(diagnosis__accepted_at__gte=end)


def _case(row: Booking, bounds: tuple[datetime, datetime]) -> Case | None:
    """What the case contributes to the year; None where it does not count."""
    diagnosis = row.diagnosis
    if diagnosis.accepted_at is not None and diagnosis.accepted_at < bounds[1]:
        return _accepted(row)
    if row.stage == Stage.CANCELLED:
        return _missed(row, WITHDRAWN)
    due = diagnosis.report_due_on
    if due is None and row.slot is not None:
        due = work_calendar().add(row.slot.on, REPORT_WORKING_DAYS)
    in_year = due is not None and local_day(bounds[0]) <= due < local_day(bounds[1])
    if in_year and owed(diagnosis, bounds[1]):
        return _missed(row, OVERDUE)
    return None


def owed(diagnosis: Diagnosis, end: datetime) -> bool:
    """Whether the provider owed the report at that moment: not filed, or returned
    and not filed again."""
    filed = diagnosis.report_filed_on
    if filed is None or filed >= local_day(end):
        return True
    last = max(
        (review for review in diagnosis.reviews.all() if review.at < end),
        key=lambda review: review.pk,
        default=None,
    )
    if last is None or last.passed:
        return False
    submitted = diagnosis.report.submitted_at
    return not (submitted is not None and last.at < submitted < end)


def _accepted(row: Booking) -> Case:
    diagnosis = row.diagnosis
    rating = getattr(row, "job_rating", None)
    sign_off = getattr(diagnosis, "sign_off", None)
    filed, due = diagnosis.report_filed_on, diagnosis.report_due_on
    return Case(
        number=row.number,
        accepted=True,
        on_time=filed <= due if filed and due else None,
        rating=rating.score if rating else None,
        first_pass=diagnosis.returns == 0,
        satisfaction=sign_off.score if sign_off else None,
        fee_fen=_fee(row),
        visit=visit_of(diagnosis),
        check=_check(getattr(row, "spot_check", None)),
    )


def _fee(row: Booking) -> int:
    """The fee of a case in fen: what won the second bidding, else its agreement's."""
    bid = getattr(row, "bid", None)
    if bid is not None and bid.provider_id == row.provider_id:
        return int(bid.amount_fen)
    return row.agreement.fee_fen if row.agreement else 0


def held_visit(diagnosis: Diagnosis) -> Visit | None:
    """The visit that was held, the last of them; None without one."""
    held = (row for row in diagnosis.visits.all() if row.outcome == Outcome.HELD)
    return max(held, key=lambda row: row.pk, default=None)


def visit_of(diagnosis: Diagnosis) -> dict[str, Any] | None:
    """The record of the visit that was held; None without one."""
    last = held_visit(diagnosis)
    if last is None:
        return None
    return {
        "signed": bool(last.firm_signed and last.team_signed),
        "team": len(diagnosis.team.all()),
        "minutes": int((last.ends_at - last.starts_at).total_seconds() // 60),
        "photos": len(last.photos.all()),
    }


def _check(row: SpotCheck | None) -> dict[str, Any] | None:
    """What a finished spot check found; None while it is open."""
    if row is None or row.state != CheckState.DONE:
        return None
    return {"conforms": row.conforms, "score": row.score}


def _missed(row: Booking, why: str) -> Case:
    return Case(
        number=row.number,
        accepted=False,
        on_time=None,
        rating=None,
        first_pass=None,
        satisfaction=None,
        fee_fen=0,
        missed=why,
    )


def indicators(cases: Iterable[Case]) -> dict[str, Decimal | None]:
    """O1-O4 and S1 in 0-100, None where there is nothing to measure (domain 3)."""
    rows = list(cases)
    accepted = [case for case in rows if case.accepted]
    timed = [case.on_time for case in accepted if case.on_time is not None]
    passed = [case.first_pass for case in accepted if case.first_pass is not None]
    ratings = [case.rating for case in accepted if case.rating is not None]
    scores = [
        Decimal(case.satisfaction) for case in accepted if case.satisfaction is not None
    ]
    return {
        "O1": ratio_percent(len(accepted), len(rows)),
        "O2": ratio_percent(sum(timed), len(timed)),
        "O3": mean(ratings),
        "O4": ratio_percent(sum(passed), len(passed)),
        "S1": mean(scores),
    }


def figures_of(provider: Provider, year: int) -> dict[str, Any]:
    """Everything an evaluation keeps: values, corrections and the cases behind."""
    corrections = Correction.objects.filter(provider=provider, year=year)
    pk = provider.pk
    return figures_from(
        cases_of(provider, year),
        corrections,
        upheld_by_provider(year, [pk]).get(pk, ()),
        late_by_provider(year, [pk]).get(pk, ()),
    )


def figures_by_provider(year: int) -> dict[int, dict[str, Any]]:
    """The figures of every provider with a case in the year, in seven queries."""
    corrections: dict[int, list[Correction]] = defaultdict(list)
    for row in Correction.objects.filter(year=year):
        corrections[row.provider_id].append(row)
    complaints, late = upheld_by_provider(year), late_by_provider(year)
    return {
        provider: figures_from(
            cases,
            corrections[provider],
            complaints.get(provider, ()),
            late.get(provider, ()),
        )
        for provider, cases in cases_by_provider(year).items()
    }


def figures_from(
    cases: list[Case],
    corrections: Iterable[Correction],
    complaints: Sequence[dict[str, Any]] = (),
    late: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The figures of these cases as plain JSON; the last correction of each counts."""
    values = indicators(cases)
    corrected = {row.indicator: row for row in corrections}
    values.update({name: row.value for name, row in corrected.items()})
    accepted = [case for case in cases if case.accepted]
    return {
        "values": {key: _text(value) for key, value in values.items()},
        "corrected": {name: row.reason for name, row in corrected.items()},
        "accepted": len(accepted),
        "accepted_fee_fen": sum(case.fee_fen for case in accepted),
        "unrated": [case.number for case in accepted if case.rating is None],
        "complaints": list(complaints),
        "late": list(late),
        "cases": [{**asdict(case), "rating": _text(case.rating)} for case in cases],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
