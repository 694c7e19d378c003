"""The Due row beside each human task: opened, dated, ended, and whose it is."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.models import StandIn, User
from diagnoses.actions import put_off_report
from foundation import clock
from foundation.access.policies import POLICIES
from foundation.access.roles import HOME_OF, Home, Role
from foundation.models import work_calendar
from foundation.notices.actions import tell
from foundation.prepared import Given, prepared
from foundation.workdays import WorkCalendar
from workflows.choices import EnquiryEnd
from workflows.kept import forget
from workflows.levels import next_level
from workflows.models import Due, Term
from workflows.summary import subject_words

NEW_TASK = gettext_noop("%(title)s: %(subject)s, due %(due)s")


def open_due(activation: Any) -> Due:
    """Make the Due row of a new human task and tell the people who may do it."""
    node, task = activation.flow_task, activation.task
    subject, at = activation.process.subject, clock.now()
    key = node.term_for(subject) if node.term_for else node.term
    term, calendar = Term.on(key, clock.local_day(at)), work_calendar()
    due_on = _due_day(node, subject, calendar, term, clock.local_day(at))
    due = Due.objects.create(
        task=task,
        node=node.name,
        deed=node.deed,
        opened_at=at,
        **dates(term, calendar, due_on),
        **{subject._meta.model_name: subject},
        **_homes(node.deed, subject, task.owner),
    )
    tell_people(due, NEW_TASK, [task.owner] if task.owner else people_with(due, at), at)
    return due


def dates(term: Term, calendar: WorkCalendar, due_on: date) -> dict[str, date]:
    """The days on which a step is reminded of, due, and told to the next level."""
    return {
        "remind_on": calendar.add(due_on, -term.remind_before),
        "due_on": due_on,
        "escalate_on": calendar.add(due_on, term.escalate_after),
    }


def _due_day(
    node: Any, subject: Any, calendar: WorkCalendar, term: Term, first: date
) -> date:
    """The day the subject knows, or the term's days from the step's first day on."""
    known: date | None = node.due_on(subject) if node.due_on else None
    if known is not None:
        return known
    if node.not_before is not None:
        first = max(first, node.not_before(subject))
    return calendar.add(first, term.working_days)


def redate(due: Due) -> None:
    """The subject's day has changed, and with it the step's: it reminds afresh."""
    node, subject = due.task.flow_task, due.subject
    first = clock.local_day(due.opened_at)
    term, calendar = term_of(due), work_calendar()
    due_on = _due_day(node, subject, calendar, term, first)
    Due.objects.filter(pk=due.pk, done_at=None).update(
        **dates(term, calendar, due_on),
        reminded_at=None,
        overdue_told_at=None,
        escalated_at=None,
    )


def term_of(due: Due) -> Term:
    """The term of an open step, as it stood when the step was opened."""
    node, subject = due.task.flow_task, due.subject
    key = node.term_for(subject) if node.term_for else node.term
    return Term.on(key, clock.local_day(due.opened_at))


def finish(due: Due, *, by: User | None, at: datetime, outcome: str = "done") -> None:
    """The step has ended: by whom, and in how many working days of its own clock."""
    days = work_calendar().between(clock.local_day(due.opened_at), clock.local_day(at))
    own = Due.objects.filter(pk=due.pk)
    took = Greatest(0, max(0, days) - F("paused_days"))
    own.update(done_at=at, done_by=by, outcome=outcome, took=took)
    if end_question(due, at):
        own.update(took=took)


def drop_due(task: Any) -> None:
    """A cancelled task leaves the to-do list, its open question with it."""
    due = Due.objects.filter(task=task, done_at=None).first()
    if due is None:
        return
    Due.objects.filter(pk=due.pk).update(done_at=clock.now(), outcome="cancelled")
    end_question(due, clock.now())
    forget(due, by=None, at=clock.now())


def end_question(due: Due, at: datetime) -> bool:
    """An open question of a step that has ended is of no use any more.

    Asked after the step's row was written: who asks meanwhile finds it ended.
    """
    ended = due.enquiries.open().update(ended_at=at, outcome=EnquiryEnd.WITHDRAWN)
    if ended:
        start_clock(due, at)
    return bool(ended)


def start_clock(due: Due, at: datetime) -> None:
    """The clock runs again: what it stood is added to each of the step's days.

    A report's delivery is measured by a day of its own, which moves along.
    """
    due.refresh_from_db(fields=["paused_at", "paused_days", "due_on"])
    if due.paused_at is None:
        return
    calendar = work_calendar()
    stood = calendar.between(clock.local_day(due.paused_at), clock.local_day(at))
    new_days = dates(term_of(due), calendar, calendar.add(due.due_on, stood))
    due.paused_days += stood
    Due.objects.filter(pk=due.pk).update(
        paused_at=None, paused_days=due.paused_days, **new_days
    )
    if due.node == "report" and due.booking is not None:
        put_off_report(due.booking, new_days["due_on"])


OWNER_COLUMNS = ("company_id", "provider_id", "center_id", "district_id")


def _homes(deed: str, subject: Any, owner: User | None) -> dict[str, Any]:
    """The owner columns: the parties see the task, a blind one only its owner."""
    if Role.ASSESSOR in POLICIES[deed].roles:
        return {"assessor": owner}
    return {
        column: getattr(subject, column)
        for column in OWNER_COLUMNS
        if hasattr(subject, column)
    }


def has_left(due: Due, at: datetime) -> bool:
    """Whether the step's owner may not do it any more, and so counts as none."""
    return bool(_left.all(pk=due.pk, day=clock.local_day(at)))


@prepared
def _left() -> Any:
    """The step itself, where its owner has left."""
    rows = Due.objects.left_behind(Given("day")).filter(pk=Given("pk"))
    return rows.order_by().values_list("pk")[:1]


def people_for(due: Due, at: datetime) -> list[User]:
    """Whom a message goes to: the task's owner and stand-in, or all who may do it.

    A blind step of somebody who has left can only be given away by the next level.
    """
    owner = due.task.owner
    if owner is None or has_left(due, at):
        if due.assessor_id:
            return people_in(due, next_level(due.deed), at)
        return people_with(due, at)
    if due.assessor_id:
        return [owner]
    return [owner, *StandIn.objects.people_for(owner.pk, clock.local_day(at))]


def people_with(due: Due, at: datetime) -> list[User]:
    """Everybody who may do the task."""
    return people_in(due, POLICIES[due.deed].roles, at)


def people_in(due: Due, roles: Collection[str], at: datetime) -> list[User]:
    """Everybody in these roles to whom the task's subject belongs."""
    people: list[User] = []
    for role in sorted(roles):
        kind = HOME_OF[role]
        if kind == Home.CITY:
            people += people_of(deed_roles=frozenset({Role(role)}), at=at)
        elif kind != Home.PERSON and getattr(due, f"{kind.value}_id"):
            home = {f"{kind.value}_id": getattr(due, f"{kind.value}_id")}
            people += people_of(deed_roles=frozenset({Role(role)}), at=at, **home)
    return people


def tell_people(due: Due, text: str, people: list[User], at: datetime) -> None:
    """A message about a step, to these people."""
    tell(
        people=people,
        event=due.node,
        text=text,
        at=at,
        link=f"/tasks/{due.task_id}/",
        about=due,
        title=due.task.flow_task.title_key,
        subject=subject_words(due.subject),
        due=due.due_on.isoformat(),
    )
