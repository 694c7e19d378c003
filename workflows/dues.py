"""The Due row beside each human task: opened, reminded, marked late, ended."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.models import User
from bookings.models import Booking
from foundation import clock
from foundation.access.policies import POLICIES
from foundation.access.roles import HOME_OF, Home, Role
from foundation.models import work_calendar
from foundation.notices.actions import tell
from foundation.workdays import WorkCalendar
from subsidies.models import Award
from workflows.models import Due, Term

NEW_TASK = gettext_noop("%(title)s: %(subject)s, due %(due)s")
REMINDER = gettext_noop("Reminder: %(title)s, %(subject)s, due %(due)s")
OVERDUE = gettext_noop("Overdue: %(title)s, %(subject)s, was due %(due)s")


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
        due_on=due_on,
        remind_on=calendar.add(due_on, -term.remind_before),
        **{subject._meta.model_name: subject},
        **_homes(node.deed, subject, task.owner),
    )
    _tell(due, NEW_TASK, node.title_key, at)
    return due


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
    key = node.term_for(subject) if node.term_for else node.term
    term, calendar = Term.on(key, first), work_calendar()
    due_on = _due_day(node, subject, calendar, term, first)
    Due.objects.filter(pk=due.pk, done_at=None).update(
        due_on=due_on,
        remind_on=calendar.add(due_on, -term.remind_before),
        reminded_at=None,
        overdue_told_at=None,
    )


def drop_due(task: Any) -> None:
    """A cancelled task leaves the to-do list."""
    Due.objects.filter(task=task, done_at=None).update(
        done_at=clock.now(), outcome="cancelled"
    )


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


def people_for(due: Due, at: datetime) -> list[User]:
    """Whom a message about the task goes to: its owner, or everybody who may do it."""
    return [due.task.owner] if due.task.owner else people_with(due, at)


def people_with(due: Due, at: datetime) -> list[User]:
    """Everybody who may do the task."""
    people: list[User] = []
    for role in sorted(POLICIES[due.deed].roles):
        kind = HOME_OF[role]
        if kind == Home.CITY:
            people += people_of(deed_roles=frozenset({Role(role)}), at=at)
        elif kind != Home.PERSON and getattr(due, f"{kind.value}_id"):
            home = {f"{kind.value}_id": getattr(due, f"{kind.value}_id")}
            people += people_of(deed_roles=frozenset({Role(role)}), at=at, **home)
    return people


def _tell(due: Due, text: str, title: str, at: datetime) -> None:
    tell(
        people=people_for(due, at),
        event=due.node,
        text=text,
        at=at,
        link=f"/tasks/{due.task_id}/",
        title=title,
        subject=subject_words(due.subject),
        due=due.due_on.isoformat(),
    )


def subject_words(subject: Any) -> str:
    """What a task is about, in a few words."""
    if isinstance(subject, Booking):
        return f"{subject.number} {subject.company}"
    if isinstance(subject, Award):
        return f"{subject.period.year} {subject.provider}"
    return str(subject)


def remind_all(*, at: datetime) -> int:
    """Send the one reminder and the one overdue mark that are due; returns how many.

    Each is claimed by a conditional UPDATE, so a second dispatcher sends nothing.
    """
    day, sent = clock.local_day(at), 0
    rows = Due.objects.open().filter(
        Q(reminded_at=None, remind_on__lte=day)
        | Q(overdue_told_at=None, due_on__lt=day)
    )
    for due in rows.with_names()[:500]:
        late = due.due_on < day
        if late:
            won = Due.objects.filter(pk=due.pk, overdue_told_at=None, done_at=None)
            changed = won.update(overdue_told_at=at, reminded_at=due.reminded_at or at)
        else:
            won = Due.objects.filter(pk=due.pk, reminded_at=None, done_at=None)
            changed = won.update(reminded_at=at)
        if changed:
            text = OVERDUE if late else REMINDER
            _tell(due, text, due.task.flow_task.title_key, at)
            sent += 1
    return sent
