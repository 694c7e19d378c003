"""The district's first check, the experts' blind sheets, the city's decision."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from designations.actions.applying import add_paper
from designations.actions.telling import REFUSED, RETURNED, tell_center
from designations.checking import mean_of
from designations.choices import DesignationState, PaperKind, SheetState
from designations.models import Designation, Sheet
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused

FEWEST = 2  # experts per application


@transaction.atomic
def forward(
    *, designation: Designation, letter: File | None, note: str, by: Any, at: datetime
) -> None:
    """The district supports the application and sends it to the city.

    Raises Refused without the letter of support.
    """
    if letter is None:
        raise Refused(_("Please upload the district's letter of support."))
    paper = add_paper(
        designation=designation, upload=letter, what=PaperKind.SUPPORT, by=by, at=at
    )
    designation.move_to(DesignationState.APPOINTING)
    record(by=by, deed="designations.check", at=at, row=designation,
           after={"outcome": "forward", "note": note, "name": paper.original_name},
    )  # fmt: skip


@transaction.atomic
def return_points(
    *,
    designation: Designation,
    points: Sequence[str],
    reason: str,
    by: Any,
    at: datetime,
) -> None:
    """The application goes back to the center with the points to be completed.

    Raises Refused without a point or without a reason.
    """
    if not points or not reason.strip():
        raise Refused(_("Name at least one point and say what is missing."))
    before = designation.state
    designation.move_to(DesignationState.COMPLETING, asked=list(points), reason=reason)
    tell_center(designation, RETURNED, at=at, reason=reason)
    record(by=by, deed="designations.return_points", at=at, row=designation,
           before={"state": before},
           after={"points": list(points), "reason": reason})  # fmt: skip


@transaction.atomic
def reject(*, designation: Designation, reason: str, by: Any, at: datetime) -> None:
    """The district does not support it yet: back to nurturing. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Please say why."))
    designation.move_to(DesignationState.NURTURED, reason=reason, asked=[])
    tell_center(designation, RETURNED, at=at, reason=reason)
    record(by=by, deed="designations.check", at=at, row=designation,
           after={"outcome": "reject", "reason": reason})  # fmt: skip


def assessors_for(designation: Designation, *, at: datetime) -> Any:
    """Experts who may judge it: those with no seat at the center or its district."""
    day = local_day(at)
    seats = Membership.objects.on(day)
    either = Q(center=designation.center_id) | Q(district=designation.district_id)
    tied = seats.filter(either).values("user")
    experts = seats.filter(role=Role.ASSESSOR).values("user")
    rows = User.objects.filter(is_active=True, pk__in=experts).exclude(pk__in=tied)
    return rows.order_by("name", "pk")


@transaction.atomic
def appoint(
    *,
    designation: Designation,
    people: Sequence[User],
    visit_on: date,
    by: Any,
    at: datetime,
) -> list[Sheet]:
    """Name the experts and the day of the visit; each gets a sheet.

    Raises Refused for fewer than two, for one with a seat at the center, or for a day
    in the past.
    """
    chosen = {person.pk: person for person in people}
    allowed = set(assessors_for(designation, at=at).values_list("pk", flat=True))
    if len(chosen) < FEWEST:
        raise Refused(_("At least two different experts are needed."))
    if not chosen.keys() <= allowed:
        raise Refused(_("An expert must not belong to the center."))
    if visit_on < local_day(at):
        raise Refused(_("The day of the visit lies in the past."))
    designation.move_to(DesignationState.ASSESSING, visit_on=visit_on)
    sheets = [
        Sheet.objects.create(
            designation=designation, round=designation.round, assessor=person,
            visit_on=visit_on, opened_at=at,
        )
        for person in chosen.values()
    ]  # fmt: skip
    record(by=by, deed="designations.appoint", at=at, row=designation,
           after={"people": [person.name for person in chosen.values()],
                  "on": visit_on})  # fmt: skip
    return sheets


@transaction.atomic
def replace_assessor(
    *, sheet: Sheet, to: User, by: Any, at: datetime, reason: str
) -> None:
    """Give a sheet nobody has handed in to another expert. Raises Refused."""
    named = sheet.designation.sheets.filter(round=sheet.round)
    doubled = named.filter(assessor=to).exists()
    if doubled or to not in assessors_for(sheet.designation, at=at):
        raise Refused(_("An expert must not belong to the center."))
    before = sheet.assessor.name
    rows = Sheet.objects.filter(pk=sheet.pk, state=SheetState.OPEN)
    if not rows.update(assessor=to):
        raise Refused(_("This sheet has been submitted."))
    sheet.assessor = to
    record(by=by, deed="workflows.reassign", at=at, row=sheet.designation,
           before={"assessor": before},
           after={"assessor": to.name, "reason": reason})  # fmt: skip


@transaction.atomic
def submit_sheet(
    *,
    sheet: Sheet,
    scores: Mapping[str, int],
    remarks: Mapping[str, str],
    opinion: str,
    by: Any,
    at: datetime,
) -> Sheet:
    """Hand a sheet in: 0-100 per point and an opinion; the total is their mean.

    Raises Refused before the day of the visit, or where a point has no score.
    """
    if local_day(at) < sheet.visit_on:
        raise Refused(_("The sheet can be handed in from the day of the visit."))
    points = [row["id"] for row in sheet.designation.checklist.points]
    if any(point not in scores for point in points):
        raise Refused(_("Please score every point."))
    total = Decimal(str(mean_of([scores[point] for point in points])))
    sheet.move_to(
        SheetState.SUBMITTED, scores=dict(scores), remarks=dict(remarks),
        opinion=opinion, total=total, submitted_at=at,
    )  # fmt: skip
    record(by=by, deed="designations.score", at=at, row=sheet.designation,
           after={"total": total})  # fmt: skip
    return sheet


@transaction.atomic
def all_handed_in(*, designation: Designation, at: datetime) -> None:
    """Every expert has handed in: the city decides."""
    designation.move_to(DesignationState.DECIDING)
    record(by=None, deed="designations.all_scored", at=at, row=designation)


def answer_objection(
    *, designation: Designation, decision: str, by: Any, at: datetime
) -> None:
    """The open objection, if there is one, is answered in writing."""
    designation.objections.filter(decided_at=None).update(
        decision=decision, decided_at=at, decided_by=by
    )


@transaction.atomic
def decide(
    *, designation: Designation, to: str, reason: str, by: Any, at: datetime
) -> None:
    """The city's decision: to public notice, back into the notice, or refused.

    An objection not decided yet is answered by the reason; only with one can the
    running notice go on. Raises Refused without a reason where one is needed.
    """
    objection = designation.objections.filter(decided_at=None).first()
    if not reason.strip() and (objection or to == DesignationState.REFUSED):
        raise Refused(_("Please say why."))
    if to == DesignationState.NOTICE and objection is None:
        raise Refused(_("There is no objection to reject."))
    answer_objection(designation=designation, decision=reason, by=by, at=at)
    designation.move_to(to, reason=reason)
    if to == DesignationState.REFUSED:
        tell_center(designation, REFUSED, at=at, reason=reason)
    record(by=by, deed="designations.decide", at=at, row=designation,
           after={"state": to, "reason": reason})  # fmt: skip
