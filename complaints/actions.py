"""Filing a complaint, answering it, going on without an answer, deciding it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from bookings.models import Booking
from complaints.choices import ComplaintState, Side, Veto
from complaints.models import Complaint, Evidence
from foundation.access.roles import Role
from foundation.attachments import MOST_FILES, attached
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.notices.actions import tell

DAYS_AFTER = 60  # calendar days after a case's end in which a firm may complain

FILED = gettext_noop("%(firm)s complains about %(provider)s: %(number)s, %(case)s")
ANSWERED = gettext_noop("The provider has answered your complaint %(number)s.")
WENT_ON = gettext_noop(
    "The provider has not answered your complaint %(number)s; the bureau decides "
    "without its answer."
)
UPHELD = gettext_noop("Complaint %(number)s was upheld. The reasons are with it.")
REJECTED = gettext_noop("Complaint %(number)s was not upheld. The reasons are with it.")
WITHDRAWN = gettext_noop("The firm has taken its complaint %(number)s back.")


def last_day_to_complain(booking: Booking) -> date | None:
    """The last day on which its firm may complain; None while the case runs."""
    if booking.ended_at is None:
        return None
    return local_day(booking.ended_at) + timedelta(days=DAYS_AFTER)


def why_not(booking: Booking, *, on: date) -> str:
    """Why no complaint about the case can be filed on that day; '' where one can."""
    if booking.provider_id is None:
        return _("You can complain once a provider has been assigned to the case.")
    last = last_day_to_complain(booking)
    if last is not None and on > last:
        words = _(
            "Complaints are taken until %(n)s days after the end of a case; that was "
            "%(day)s."
        )
        return words % {"n": DAYS_AFTER, "day": date_format(last)}
    return ""


def file_complaint(
    *,
    booking: Booking,
    topic: str,
    text: str,
    files: Sequence[File],
    key: UUID,
    by: Any,
    at: datetime,
    then: Callable[[Complaint], object],
) -> Complaint:
    """File a complaint with its evidence; `then` starts its flow.

    The same form (`key`) sent twice gives the complaint of the first time. Raises
    Refused: too early, too late, one is open already, too many files or unfit ones.
    """
    reason = why_not(booking, on=local_day(at))
    if reason:
        raise Refused(reason)
    try:
        return _file(booking, topic, text, files, key, by, at, then)
    except IntegrityError as error:
        known = Complaint.objects.filter(form_key=key, company=booking.company).first()
        if known is not None:
            return known
        words = _("Your complaint about this case is being dealt with already.")
        raise Refused(words) from error


@transaction.atomic
def _file(
    booking: Booking,
    topic: str,
    text: str,
    files: Sequence[File],
    key: UUID,
    by: Any,
    at: datetime,
    then: Callable[[Complaint], object],
) -> Complaint:
    provider: Any = booking.provider
    made = Complaint.objects.create(
        number=f"t{key.hex[:18]}", form_key=key, booking=booking,
        company=booking.company, provider=provider, center=booking.center,
        topic=topic, text=text, filed_by=by, filed_at=at,
    )  # fmt: skip
    made.number = f"TS{local_day(at).year}-{made.pk:05d}"
    Complaint.objects.filter(pk=made.pk).update(number=made.number)
    with _with_files(made, files, Side.COMPANY, by, at):
        then(made)
        _tell(made, "complaint_filed", FILED, _authorities(made, at), at)
        after = {"complaint": made.number, "about": topic, "files": len(files)}
        record(by=by, deed="complaints.file", at=at, row=made, after=after)
    return made


def _with_files(
    complaint: Complaint, files: Sequence[File], side: str, by: Any, at: datetime
) -> AbstractContextManager[Any]:
    """Attach evidence of one side; where what follows fails, no bytes stay behind."""
    return attached(
        lambda: Evidence(complaint=complaint, side=side), files,
        most=MOST_FILES, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, text: str, files: Sequence[File], by: Any, at: datetime
) -> None:
    """What the provider says to it. Raises Refused, LostRace."""
    complaint.move_to(
        ComplaintState.DECIDING, answer=text, answered_by=by, answered_at=at
    )
    with _with_files(complaint, files, Side.PROVIDER, by, at):
        _tell(complaint, "complaint_answered", ANSWERED, _firm(complaint, at), at)
        after = {"state": complaint.state, "text": text, "files": len(files)}
        before = {"state": ComplaintState.ANSWERING}
        record(by=by, deed="complaints.answer", at=at, row=complaint,
               before=before, after=after)  # fmt: skip


@transaction.atomic
def go_on_unanswered(
    *, complaint: Complaint, waited_until: date, by: Any, at: datetime
) -> None:
    """The bureau goes on without an answer, once its last day is over.

    Raises Refused up to that day, LostRace where the answer has just come.
    """
    if local_day(at) <= waited_until:
        words = _("The provider can still answer; go on after %(day)s.")
        raise Refused(words % {"day": date_format(waited_until)})
    complaint.move_to(ComplaintState.DECIDING, went_on_at=at)
    _tell(complaint, "complaint_answered", WENT_ON, _firm(complaint, at), at)
    record(by=by, deed="complaints.go_on_unanswered", at=at, row=complaint,
           before={"state": ComplaintState.ANSWERING},
           after={"state": complaint.state})  # fmt: skip


@transaction.atomic
def decide_complaint(
    *, complaint: Complaint, upheld: bool, veto: str, reasons: str, by: Any,
    at: datetime,
) -> None:  # fmt: skip
    """Upheld or not, with reasons; an upheld one counts in C1 of the year of `at`.

    `veto` names the ground on which that year is graded D as well, '' for none.
    Raises Refused without reasons, LostRace where it was taken back meanwhile.
    """
    if not reasons.strip():
        raise Refused(_("Please give the reasons."))
    if veto and (not upheld or veto not in Veto.values):
        raise Refused(_("Only an upheld complaint can be a veto."))
    state = ComplaintState.UPHELD if upheld else ComplaintState.REJECTED
    complaint.move_to(state, veto=veto, reasons=reasons, decided_by=by, decided_at=at)
    concerned = [*_firm(complaint, at), *_coordinators(complaint, at)]
    concerned += _authorities(complaint, at)
    words = UPHELD if upheld else REJECTED
    _tell(complaint, "complaint_decided", words, concerned, at)
    after = {"state": state, "reason": reasons, "veto": veto}
    record(by=by, deed="complaints.decide", at=at, row=complaint,
           before={"state": ComplaintState.DECIDING}, after=after)  # fmt: skip


@transaction.atomic
def withdraw_complaint(*, complaint: Complaint, by: Any, at: datetime) -> None:
    """The firm takes it back while it is undecided. Raises LostRace."""
    before = complaint.state
    complaint.move_to(ComplaintState.WITHDRAWN, withdrawn_at=at)
    people = [*_coordinators(complaint, at), *_authorities(complaint, at)]
    if before == ComplaintState.DECIDING:
        people += people_of(deed_roles=frozenset({Role.OFFICER}), at=at)
    _tell(complaint, "complaint_withdrawn", WITHDRAWN, people, at)
    record(by=by, deed="complaints.withdraw", at=at, row=complaint,
           before={"state": before}, after={"state": complaint.state})  # fmt: skip


def _firm(complaint: Complaint, at: datetime) -> list[Any]:
    roles = frozenset({Role.COMPANY})
    return people_of(deed_roles=roles, at=at, company=complaint.company_id)


def _coordinators(complaint: Complaint, at: datetime) -> list[Any]:
    roles = frozenset({Role.COORDINATOR})
    return people_of(deed_roles=roles, at=at, provider=complaint.provider_id)


def _authorities(complaint: Complaint, at: datetime) -> list[Any]:
    """The managers of the case's center and the officers of its district."""
    managers = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=at, center=complaint.center_id
    )
    officers = people_of(
        deed_roles=frozenset({Role.DISTRICT_OFFICER}),
        at=at,
        district=complaint.district_id,
    )
    return [*managers, *officers]


def _tell(
    complaint: Complaint, event: str, text: str, people: list[Any], at: datetime
) -> None:
    facts = {
        "number": complaint.number,
        "case": complaint.booking.number,
        "firm": complaint.company.name,
        "provider": complaint.provider.name,
    }
    link = f"/complaints/{complaint.pk}/"
    about = complaint if event == "complaint_filed" else None
    tell(people=people, event=event, text=text, at=at, link=link, about=about, **facts)
