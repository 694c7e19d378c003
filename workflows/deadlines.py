"""Reminding, marking late, telling the next level: each once, by who wins the row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from foundation import clock
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused
from foundation.prepared import Given, prepared
from workflows import dues
from workflows.levels import next_level
from workflows.models import Due

BATCH = 500
URGE_AGAIN = timedelta(hours=4)
REMINDER = gettext_noop("Reminder: %(title)s, %(subject)s, due %(due)s")
OVERDUE = gettext_noop("Overdue: %(title)s, %(subject)s, was due %(due)s")
ESCALATED = gettext_noop(
    "For the next level: %(title)s, %(subject)s, was due %(due)s and is not done"
)
URGED = gettext_noop("Please hurry: %(title)s, %(subject)s, due %(due)s")


@dataclass(frozen=True)
class Timer:
    """One thing that happens once to an open step when its day has come.

    `stamp`: the column that says it has; `ripe`: which rows; `people`: whom to tell.
    """

    stamp: str
    ripe: Callable[[date | Given], Q]
    text: str
    people: Callable[[Due, datetime], list[User]]
    deed: str = ""


TIMERS = (
    Timer(
        "escalated_at",
        lambda day: Q(escalate_on__lt=day),
        ESCALATED,
        lambda due, at: dues.people_in(due, next_level(due.deed), at),
        deed="workflows.escalate",
    ),
    Timer("overdue_told_at", lambda day: Q(due_on__lt=day), OVERDUE, dues.people_for),
    Timer(
        "reminded_at",
        lambda day: Q(remind_on__lte=day, due_on__gte=day),
        REMINDER,
        dues.people_for,
    ),
)


def fire(*, at: datetime) -> int:
    """Fire every timer that is ripe; returns how many went off.

    Each is claimed by a conditional UPDATE together with its message, so that a
    second dispatcher sends nothing and a killed one leaves nothing half done.
    """
    return sum(_fire(timer, at) for timer in TIMERS)


def _fire(timer: Timer, at: datetime) -> int:
    ripe = _ripe.all(timer, day=clock.local_day(at))
    return sum(_fire_one(timer, due, at) for due in ripe)


@prepared
def _ripe(timer: Timer) -> Any:
    """Every sweep asks for each timer, and mostly nothing is there."""
    rows = Due.objects.open().filter(timer.ripe(Given("day")), paused_at=None)
    return rows.filter(**{timer.stamp: None}).with_names()[:BATCH]


@transaction.atomic
def _fire_one(timer: Timer, due: Due, at: datetime) -> int:
    won = Due.objects.open().filter(pk=due.pk, paused_at=None, due_on=due.due_on)
    if not won.filter(**{timer.stamp: None}).update(**{timer.stamp: at}):
        return 0
    dues.tell_people(due, timer.text, timer.people(due, at), at)
    if timer.deed:
        record(by=None, deed=timer.deed, at=at, row=due)
    return 1


@transaction.atomic
def urge(*, due: Due, by: Any, at: datetime) -> None:
    """Ask whoever has the step to hurry, at most every four hours.

    Raises Refused where the step is done or its clock stands, LostRace where
    somebody has just urged.
    """
    if due.done_at is not None:
        raise Refused(_("This step is no longer open."))
    if due.paused_at is not None:
        raise Refused(_("The clock of this step stands until a question is answered."))
    fresh = Q(urged_at=None) | Q(urged_at__lte=at - URGE_AGAIN)
    if not Due.objects.open().filter(fresh, pk=due.pk).update(urged_at=at):
        raise LostRace(_("Somebody has urged within the last four hours."))
    dues.tell_people(due, URGED, dues.people_for(due, at), at)
    record(by=by, deed="workflows.urge", at=at, row=due)
