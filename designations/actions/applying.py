"""From nurturing to a submitted application: the candidate, its draft, its papers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import enrol
from accounts.models import Membership, User
from centers.models import Center, District
from centers.opening import Opening
from designations.checking import exceptions_of, faults_of
from designations.choices import WITH_THE_CENTER, DesignationState, PaperKind
from designations.models import Checklist, Designation, Paper, Submission
from foundation.access.roles import Role
from foundation.attachments import attach, detach
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.models import in_language


def nurture(
    *,
    district: District,
    manager_name: str,
    manager_phone: str,
    by: Any,
    at: datetime,
    **center: str,
) -> Designation:
    """Take a candidate into nurturing: its center, not designated yet, its manager.

    `center`: slug, names, addresses, phone, hours. The caller starts the flow in the
    same transaction. Raises Refused for a short name that is taken.
    """
    try:
        with transaction.atomic():
            made = Center.objects.create(district=district, **center)
    except IntegrityError as error:
        raise Refused(_("Another center has this short name.")) from error
    _seat(made, manager_name, manager_phone, at)
    found: Designation = Designation.objects.create(
        center=made,
        district=district,
        checklist=Checklist.on(local_day(at)),
        nurtured_at=at,
        nurtured_by=by,
    )
    record(by=by, deed="designations.nurture", at=at, row=found,
           after={"name": made.name_zh, "person": manager_name,
                  "hours_zh": made.hours_zh})  # fmt: skip
    return found


@transaction.atomic
def set_hours(
    *, designation: Designation, opening: Opening, by: Any, at: datetime
) -> None:
    """A candidate says when it will be open; its own services keep their own hours.

    Raises Refused while the application is not with the center.
    """
    if designation.state not in WITH_THE_CENTER:
        raise Refused(_("The application is not with the center just now."))
    center, words = designation.center, opening.words()
    before = {"hours_zh": center.hours_zh}
    Center.objects.filter(pk=center.pk).update(**words)
    record(by=by, deed="designations.set_hours", at=at, row=designation,
           before=before, after={"hours_zh": words["hours_zh"]})  # fmt: skip


def _seat(center: Center, name: str, phone: str, at: datetime) -> None:
    """The manager's seat: of the person with that phone, new or known."""
    known = User.objects.filter(phone=phone).first()
    if known is None:
        enrol(phone=phone, name=name, password=None, role=Role.MANAGER, at=at,
              phone_is_proven=False, center=center)  # fmt: skip
        return
    Membership.objects.create(
        user=known, role=Role.MANAGER, center=center, starts_on=local_day(at)
    )


@transaction.atomic
def end_nurturing(
    *, designation: Designation, reason: str, by: Any, at: datetime
) -> None:
    """A candidate is not nurtured any longer; the caller cancels its flow.

    Raises Refused without a reason, or once it has applied.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    if designation.state != DesignationState.NURTURED:
        raise Refused(_("The center has applied; decide the application instead."))
    designation.move_to(DesignationState.REFUSED, reason=reason)
    record(by=by, deed="designations.end_nurturing", at=at, row=designation,
           after={"reason": reason})  # fmt: skip


def _refuse_handed_in(designation: Designation) -> None:
    if designation.state not in WITH_THE_CENTER:
        raise Refused(_("The application has been handed in and cannot be changed."))


@transaction.atomic
def save_draft(
    *, designation: Designation, answers: Mapping[str, Any], at: datetime
) -> None:
    """Keep what has been typed so far. Raises Refused once it is handed in."""
    _refuse_handed_in(designation)
    kept = Designation.objects.filter(pk=designation.pk, state=designation.state)
    if not kept.update(answers=dict(answers), saved_at=at):
        raise LostRace(_("Somebody else has just moved this on."))
    designation.answers, designation.saved_at = dict(answers), at


def open_point(designation: Designation, point: str) -> bool:
    """Whether the checklist has a point of that id."""
    return any(row["id"] == point for row in designation.checklist.points)


@transaction.atomic
def add_paper(
    *,
    designation: Designation,
    upload: File,
    by: Any,
    at: datetime,
    point: str = "",
    **kept: Any,
) -> Paper:
    """Keep a file beside a point of the draft, or as `what` else it proves.

    Raises Refused for a point the checklist does not have, for an application that
    was handed in, for a file of another kind or too large.
    """
    if kept.get("what", PaperKind.POINT) == PaperKind.POINT:
        _refuse_handed_in(designation)
        if not open_point(designation, point):
            raise Refused(_("The checklist has no such point."))
    row = Paper(
        designation=designation, point=point, round=designation.round + 1, **kept
    )
    paper = attach(row, upload, by=by, at=at)
    record(by=by, deed="designations.add_paper", at=at, row=designation,
           after={"name": paper.original_name, "seal": paper.sha256})  # fmt: skip
    return paper


@transaction.atomic
def drop_paper(*, paper: Paper, by: Any, at: datetime) -> None:
    """Take a file out of the draft. Raises Refused for one that was handed in."""
    _refuse_handed_in(paper.designation)
    is_draft = paper.round > paper.designation.round
    if paper.what != PaperKind.POINT or not is_draft:
        raise Refused(_("This file has been handed in and stays."))
    record(by=by, deed="designations.drop_paper", at=at, row=paper.designation,
           before={"name": paper.original_name, "seal": paper.sha256})  # fmt: skip
    detach(paper)


@transaction.atomic
def apply(
    *,
    designation: Designation,
    answers: Mapping[str, Any],
    known: Mapping[str, int],
    by: Any,
    at: datetime,
) -> Submission:
    """Hand the application in: claims, papers, and the system's own counts beside.

    Raises Refused with every point that has no value, no file, or is not met without
    a reasoned exception; LostRace where it was handed in meanwhile.
    """
    points = designation.checklist.points
    papers = designation.papers.filter(what=PaperKind.POINT)
    with_papers = set(papers.values_list("point", flat=True))
    faults = faults_of(points, answers, with_papers)
    if faults:
        names = {row["id"]: in_language(row["name_zh"], row["name_en"])
                 for row in points}  # fmt: skip
        raise Refused(*(lack_words(fault.lack, names[fault.point]) for fault in faults))
    number = designation.round + 1
    designation.move_to(
        DesignationState.DISTRICT, answers=dict(answers), round=number,
        saved_at=at, reason="", asked=[],
    )  # fmt: skip
    without = exceptions_of(points, answers)
    made: Submission = Submission.objects.create(
        designation=designation, round=number, checklist=designation.checklist,
        answers=dict(answers), known=dict(known), exceptions=without, at=at, by=by,
    )  # fmt: skip
    record(by=by, deed="designations.apply", at=at, row=designation,
           after={"round": number, "exceptions": without})  # fmt: skip
    return made


def lack_words(lack: str, point: str) -> str:
    """What is missing, in words."""
    words = {
        "value": _("%(point)s: please fill this in."),
        "paper": _("%(point)s: a file is missing."),
        "exception": _("%(point)s: not met. Say why it should be accepted."),
    }
    return words[lack] % {"point": point}
