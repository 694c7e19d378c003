"""The stage is the truth, the open tasks the to-do list: where the two differ."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from accounts.actions import people_of
from bookings.choices import Stage
from bookings.models import Booking
from foundation.access.roles import Role
from foundation.notices.actions import tell_once
from workflows.models import Due

# The human steps that may be open on each stage; none on those that are not named.
STEPS: dict[str, frozenset[str]] = {
    Stage.TRIAGE: frozenset({"triage"}),
    Stage.CONFIRMING: frozenset({"confirm"}),
    Stage.RESPONDING: frozenset({"respond"}),
    Stage.RESCHEDULING: frozenset({"reschedule"}),
    Stage.VISITING: frozenset({"visit"}),
    Stage.ASSESSING: frozenset({"assess"}),
    Stage.REPORTING: frozenset({"report"}),
    Stage.REVIEWING: frozenset({"review"}),
    Stage.SIGNING: frozenset({"sign_off"}),
    Stage.ACCEPTING: frozenset({"accept"}),
    Stage.RATING: frozenset({"appoint", "score"}),
}
LIVE = (STATUS.NEW, STATUS.ASSIGNED, STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR)
SHOWN = 50
DIFFERS = gettext_noop(
    "%(number)s stands on another step than its stage says. Please have it looked at."
)


@dataclass(frozen=True)
class Difference:
    """A case, and the steps that are open besides those of its stage (or none is)."""

    case: Booking
    steps: tuple[str, ...]


def differences() -> list[Difference]:
    """Cases whose open steps are not those of their stage, the first of them."""
    wrong: dict[int, set[str]] = defaultdict(set)
    opened = Due.objects.open().exclude(booking=None).order_by()
    columns = ("booking", "booking__stage", "node", "task__status")
    for case, stage, node, status in opened.values_list(*columns):
        if node not in STEPS.get(stage, ()) or status not in LIVE:
            wrong[case].add(node)
    for case in _with_nothing_open():
        wrong[case] |= set()
    keys = sorted(wrong)[:SHOWN]
    rows = Booking.objects.with_names().in_bulk(keys)
    return [Difference(rows[key], tuple(sorted(wrong[key]))) for key in keys]


def _with_nothing_open() -> list[int]:
    """Running cases of which no step waits for anybody, nor for a worker."""
    live = Task.objects.filter(process=OuterRef("diagnosis__process"), status__in=LIVE)
    rows = Booking.objects.running().exclude(Exists(live))
    return list(rows.order_by().values_list("pk", flat=True)[:SHOWN])


def tell_differences(*, at: datetime) -> int:
    """The bureau hears of each once, as it now stands; returns how many there are."""
    found = differences()
    officers = people_of(deed_roles=frozenset({Role.OFFICER}), at=at) if found else []
    for one in found:
        for person in officers:
            tell_once(
                person=person,
                once=f"differs:{one.case.pk}:{one.case.stage}:{person.pk}",
                event="differs",
                text=DIFFERS,
                at=at,
                link="/jobs/",
                number=one.case.number,
            )
    return len(found)
