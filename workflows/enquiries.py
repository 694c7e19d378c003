"""Questions to the other side of a step: its clock stands until it may go on."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.models import User
from foundation import clock
from foundation.access.policies import POLICIES
from foundation.access.roles import HOME_OF, Home
from foundation.audit.actions import record
from foundation.errors import LostRace, NotAllowed, Refused
from foundation.models import work_calendar
from foundation.notices.actions import tell
from workflows import dues
from workflows.choices import EnquiryEnd
from workflows.models import Due, Enquiry, Term
from workflows.summary import subject_words

MOST = 2  # questions in one step: a pause is no way to gain time
TERM = "answer"
SIDES = (Home.COMPANY, Home.PROVIDER, Home.CENTER)
ASKED = gettext_noop(
    "A question about %(subject)s, please answer by %(due)s: %(words)s"
)
ANSWERED = gettext_noop("Answered: %(subject)s; the clock runs again, due %(due)s")
EXPIRED = gettext_noop("No answer about %(subject)s; the clock runs again, due %(due)s")


def sides_of(due: Due) -> list[Home]:
    """The other sides of a step that can be asked: parties who do not do it."""
    own = {HOME_OF[role] for role in POLICIES[due.deed].roles}
    return [
        side
        for side in SIDES
        if side not in own and getattr(due, f"{side.value}_id") is not None
    ]


@transaction.atomic
def ask(*, due: Due, side: str, question: str, by: User, at: datetime) -> Enquiry:
    """Ask the other side; the step's clock stands from now on.

    Raises NotAllowed where the step is not the person's, Refused for too many
    questions or nobody to ask, LostRace where the step is done or a question is open.
    """
    if not by.has_perm(due.deed, due):
        raise NotAllowed(_("This step is not yours to do."))
    if side not in sides_of(due):
        raise Refused(_("This side has no part in the case yet."))
    if due.enquiries.exclude(outcome=EnquiryEnd.WITHDRAWN).count() >= MOST:
        raise Refused(_("Two questions have been asked in this step; no more stop it."))
    day = clock.local_day(at)
    days = Term.on(TERM, day).working_days
    paused = Due.objects.open().filter(pk=due.pk, paused_at=None)
    if not paused.update(paused_at=at):
        raise LostRace(_("The step is done, or its clock stands already."))
    try:
        made = Enquiry.objects.create(
            due=due, side=side, question=question, asked_by=by, asked_at=at,
            answer_by=work_calendar().add(day, days),
        )  # fmt: skip
    except IntegrityError as error:
        raise LostRace(_("The step is done, or its clock stands already.")) from error
    asked = _people(made, at)
    _tell(made, ASKED, asked, at, made, due=made.answer_by, words=question)
    record(by=by, deed="workflows.ask", at=at, row=due, after={"text": question})
    return made


@transaction.atomic
def answer(*, enquiry: Enquiry, words: str, by: User, at: datetime) -> None:
    """Answer a question; the step's clock runs again. Raises NotAllowed, LostRace."""
    if not Enquiry.objects.for_person(by).filter(pk=enquiry.pk).exists():
        _end_race(enquiry)
        raise NotAllowed(_("This question was put to another side."))
    _end(enquiry, EnquiryEnd.ANSWERED, at, answer=words, answered_by=by)
    _tell(enquiry, ANSWERED, dues.people_for(enquiry.due, at), at, enquiry.due)
    record(by=by, deed="workflows.answer", at=at, row=enquiry.due,
           after={"text": words})  # fmt: skip


@transaction.atomic
def take_back(*, enquiry: Enquiry, by: User, at: datetime) -> None:
    """The asking side goes on without an answer."""
    if not by.has_perm(enquiry.due.deed, enquiry.due):
        raise NotAllowed(_("This step is not yours to do."))
    _end(enquiry, EnquiryEnd.WITHDRAWN, at)
    record(by=by, deed="workflows.take_back", at=at, row=enquiry.due)


def expire_all(*, at: datetime) -> int:
    """Questions nobody answered in time end by themselves; returns how many."""
    late = Enquiry.objects.open().filter(answer_by__lt=clock.local_day(at))
    ended = 0
    for enquiry in late.select_related("due")[:500]:
        with transaction.atomic():
            try:
                _end(enquiry, EnquiryEnd.EXPIRED, at)
            except LostRace:
                continue
            people = dues.people_for(enquiry.due, at)
            _tell(enquiry, EXPIRED, people, at, enquiry.due)
            record(by=None, deed="workflows.expire", at=at, row=enquiry.due)
            ended += 1
    return ended


def _end(enquiry: Enquiry, outcome: str, at: datetime, **facts: Any) -> None:
    """End it once and start the clock. Raises LostRace where it has ended."""
    won = Enquiry.objects.open().filter(pk=enquiry.pk)
    if not won.update(ended_at=at, outcome=outcome, **facts):
        _end_race(enquiry)
    dues.start_clock(enquiry.due, at)
    enquiry.due.refresh_from_db()


def _end_race(enquiry: Enquiry) -> None:
    """Raise LostRace, saying how the question ended, if it has."""
    enquiry.refresh_from_db()
    if enquiry.ended_at is not None:
        words = _("This question has ended meanwhile: %(how)s.")
        raise LostRace(words % {"how": enquiry.get_outcome_display()})


def _people(enquiry: Enquiry, at: datetime) -> list[User]:
    """Everybody on the asked side who may answer."""
    roles = POLICIES["workflows.answer"].roles
    side = frozenset(role for role in roles if HOME_OF[role] == enquiry.side)
    home = {enquiry.side: getattr(enquiry.due, f"{enquiry.side}_id")}
    return people_of(deed_roles=side, at=at, **home)


def _tell(
    enquiry: Enquiry,
    text: str,
    people: list[User],
    at: datetime,
    about: Enquiry | Due,
    **values: Any,
) -> None:
    facts = {
        "subject": subject_words(enquiry.due.subject),
        "due": enquiry.due.due_on,
        **values,
    }
    words = {key: str(value) for key, value in facts.items()}
    tell(people=people, event="enquiry", text=text, at=at,
         link=f"/questions/{enquiry.pk}/", about=about, **words)  # fmt: skip
