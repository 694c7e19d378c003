"""Appointing assessors, scoring blind, the final job rating."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.actions import assessors_apart_from
from accounts.models import Membership, User
from bookings.choices import Stage
from bookings.models import Booking
from foundation.audit.actions import record
from foundation.errors import Refused
from foundation.json_files import InputError
from ratings.choices import SheetState
from ratings.formula import job_rating, sheet_total
from ratings.models import JobRating, Scheme, ScoreSheet

SHEETS_PER_CASE = 2


def eligible_assessors(booking: Booking, *, at: datetime) -> list[User]:
    """Assessors who have nothing to do with the firm or the provider, least busy first:
    never belonged to either or to a provider in the same hands, nor have their phone.

    Equals are ordered by a hash of case and person, so no one can choose his case.
    """
    company, provider = booking.company, booking.provider
    if provider is None:  # nobody has been there: nothing to rate
        return []
    of_firm = Membership.objects.filter(company=company)
    people = (
        assessors_apart_from(provider, at=at)
        .exclude(pk__in=of_firm.values("user"))
        .exclude(phone=company.contact_phone)
        .exclude(score_sheets__booking=booking)
        .annotate(
            busy=Count("score_sheets", filter=Q(score_sheets__state=SheetState.OPEN))
        )
    )
    return sorted(people, key=lambda person: (person.busy, _lot(booking, person)))


def _lot(booking: Booking, person: User) -> str:
    return hashlib.sha256(f"{booking.number}:{person.pk}".encode()).hexdigest()


def open_sheets(*, booking: Booking, at: datetime) -> list[ScoreSheet]:
    """Two sheets for two eligible assessors; none where fewer are eligible (the
    bureau then appoints them)."""
    people = eligible_assessors(booking, at=at)[:SHEETS_PER_CASE]
    if len(people) < SHEETS_PER_CASE:
        return []
    return _open(booking, people, at)


@transaction.atomic
def appoint(
    *, booking: Booking, people: Sequence[User], by: Any, at: datetime
) -> list[ScoreSheet]:
    """The bureau names two assessors. Raises Refused for a tied or doubled one."""
    allowed = {person.pk for person in eligible_assessors(booking, at=at)}
    chosen = {person.pk: person for person in people}
    if len(chosen) != SHEETS_PER_CASE:
        raise Refused(_("Exactly two different assessors are needed."))
    if not chosen.keys() <= allowed:
        raise Refused(_("An assessor must not belong to the firm or the provider."))
    sheets = _open(booking, list(chosen.values()), at)
    record(
        by=by,
        deed="ratings.appoint_assessors",
        at=at,
        row=booking,
        after={"people": [person.name for person in people]},
    )
    return sheets


def _open(booking: Booking, people: Sequence[User], at: datetime) -> list[ScoreSheet]:
    scheme = Scheme.objects.get(slug=booking.campaign.scheme_slug)
    return [
        ScoreSheet.objects.create(
            booking=booking, scheme=scheme, assessor=person, opened_at=at
        )
        for person in people
    ]


@transaction.atomic
def replace_assessor(
    *, sheet: ScoreSheet, to: User, by: Any, at: datetime, reason: str
) -> ScoreSheet:
    """Give an unscored sheet to another eligible assessor."""
    allowed = {person.pk for person in eligible_assessors(sheet.booking, at=at)}
    if to.pk not in allowed:
        raise Refused(_("An assessor must not belong to the firm or the provider."))
    before = sheet.assessor.name
    changed = ScoreSheet.objects.filter(pk=sheet.pk, state=SheetState.OPEN).update(
        assessor=to
    )
    if not changed:
        raise Refused(_("This sheet has been submitted."))
    sheet.assessor = to
    record(
        by=by,
        deed="workflows.reassign",
        at=at,
        row=sheet,
        before={"assessor": before},
        after={"assessor": to.name, "reason": reason},
    )
    return sheet


@transaction.atomic
def submit_sheet(
    *,
    sheet: ScoreSheet,
    scores: Mapping[str, int],
    sentences: Mapping[str, str],
    by: Any,
    at: datetime,
) -> None:
    """Hand in a sheet: five factors 0-100 with a sentence each. Raises Refused."""
    factors = sheet.scheme.body["factors"]
    silent = [row["id"] for row in factors if not sentences.get(row["id"], "").strip()]
    if silent:
        raise Refused(_("Each factor needs a sentence that explains its score."))
    try:
        total = sheet_total(factors, scores)
    except InputError as error:
        raise Refused(*error.errors) from error
    sheet.move_to(
        SheetState.SUBMITTED,
        scores=dict(scores),
        sentences=dict(sentences),
        total=total,
        submitted_at=at,
    )
    record(by=by, deed="ratings.score", at=at, row=sheet, after={"total": str(total)})


@transaction.atomic
def finish_rating(*, booking: Booking, at: datetime) -> JobRating:
    """The final rating: the mean of both sheets; the case is closed."""
    totals = [
        sheet.total
        for sheet in ScoreSheet.objects.filter(
            booking=booking, state=SheetState.SUBMITTED
        )
        if sheet.total is not None
    ]
    try:
        rating = JobRating.objects.create(
            booking=booking,
            score=job_rating(totals),
            sheet_totals=[str(total) for total in totals],
            at=at,
        )
    except IntegrityError as error:
        raise Refused(_("This case has been rated already.")) from error
    booking.move_to(Stage.CLOSED, ended_at=at)
    record(
        by=None,
        deed="ratings.finish",
        at=at,
        row=booking,
        after={"score": str(rating.score)},
    )
    return rating
