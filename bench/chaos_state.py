"""What the database says after the faults; prints JSON: counts, and what is wrong."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.db.models import Count, Q  # noqa: E402
from viewflow.workflow.models import Task  # noqa: E402

from assignments.models import Proposal  # noqa: E402
from bookings.choices import Stage  # noqa: E402
from bookings.models import Booking  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.audit.actions import seal  # noqa: E402
from foundation.audit.models import Entry  # noqa: E402
from foundation.notices.models import Message  # noqa: E402
from tests.processes import until  # noqa: E402
from workflows.deadlines import TIMERS  # noqa: E402
from workflows.models import Due  # noqa: E402

NODE = {
    Stage.CONFIRMING: "confirm", Stage.RESPONDING: "respond", Stage.VISITING: "visit",
    Stage.RESCHEDULING: "reschedule", Stage.TRIAGE: "triage",
}  # fmt: skip
WRITTEN = {
    "bookings.book": set(Stage),
    "assignments.propose": {
        Stage.CONFIRMING, Stage.RESPONDING, Stage.VISITING, Stage.RESCHEDULING,
    },
    "assignments.confirm": {Stage.RESPONDING, Stage.VISITING},
    "assignments.respond": {Stage.VISITING},
}  # fmt: skip


def waiting() -> int:
    """Background steps that have not ended, timers that have not fired."""
    rows = Task.objects.filter(flow_task_type="JOB")
    return rows.exclude(status__in=["DONE", "CANCELED"]).count() + ripe().count()


def ripe() -> Any:
    """Open steps of which a timer's day has come that has not fired."""
    late = Q()
    for timer in TIMERS:
        late |= Q(timer.ripe(clock.today()), **{timer.stamp: None})
    return Due.objects.open().filter(late, paused_at=None)


def faults(acknowledged: set[str]) -> Iterator[str]:
    """Every transition lost or doubled, in words."""
    cases = list(Booking.objects.all())
    for number in acknowledged - {case.number for case in cases}:
        yield f"{number}: booked and gone"
    yield from steps_beside(cases)
    yield from writings_beside(cases)
    yield from timers_beside()
    said = Message.objects.filter(once="").exclude(link="")
    doubled = said.values("to", "event", "link", "text")
    for row in doubled.annotate(n=Count("pk")).filter(n__gt=1):
        yield f"told {row['n']} times: {row['event']} {row['link']}"


def timers_beside() -> Iterator[str]:
    """Each ripe timer has fired, and what it wrote stands there once."""
    for due in ripe():
        yield f"{due}: a timer has not fired"
    entries = Entry.objects.filter(deed="workflows.escalate")
    written = Counter(entries.values_list("object_id", flat=True))
    told = Due.objects.exclude(escalated_at=None).values_list("pk", flat=True)
    if written != Counter(map(str, told)):
        yield f"told the next level: {written}, stamped {sorted(told)}"


def steps_beside(cases: list[Booking]) -> Iterator[str]:
    """Each case has the one open step of its stage."""
    for case in cases:
        rows = Due.objects.filter(booking=case, done_at=None)
        found = list(rows.values_list("node", flat=True))
        if found != ([NODE[case.stage]] if case.stage in NODE else []):
            yield f"{case.number}: {case.stage} with {found}"


def writings_beside(cases: list[Booking]) -> Iterator[str]:
    """Each transition of a case was written down once, each proposal made once."""
    entries = Entry.objects.filter(object_type="bookings.Booking")
    written = Counter(entries.values_list("object_id", "deed"))
    proposals = Counter(Proposal.objects.values_list("booking", flat=True))
    for case in cases:
        counts = {deed: written[str(case.pk), deed] for deed in WRITTEN}
        counts["proposals"] = proposals[case.pk]
        meant = {deed: int(case.stage in stages) for deed, stages in WRITTEN.items()}
        meant["proposals"] = meant["assignments.propose"]
        if counts != meant:
            yield f"{case.number}: {case.stage}, {counts}"


def main() -> None:
    """Look, or only wait so many seconds at most until no job waits any more."""
    if "--until-quiet" in sys.argv:
        until(lambda: waiting() == 0, patience=float(sys.argv[-1]))
        print(json.dumps(waiting()))
        return
    while seal():
        pass
    stages = Counter(Booking.objects.values_list("stage", flat=True))
    found = list(faults(set(sys.stdin.read().split())))
    fired = sum(Due.objects.exclude(**{timer.stamp: None}).count() for timer in TIMERS)
    print(json.dumps({"stages": dict(stages), "timers": fired, "wrong": found}))


if __name__ == "__main__":
    main()
