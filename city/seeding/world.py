"""What all scripts share: people, hours, characters, and how a step is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from bookings.models import Slot
from bookings.planning import plan_center
from centers.choices import ServiceKind
from centers.models import Center
from city.seeding.dice import dice
from city.seeding.errors import SeedError
from city.seeding.hours import Hours
from city.seeding.people import People
from city.seeding.profiles import Characters
from foundation import clock
from providers.models import Provider
from workflows import engine, jobs
from workflows.models import Due

REPLAN_DAYS = 5
Perform = Callable[..., object]


@dataclass
class World:
    """The city while it is being filled."""

    seed: int
    hours: Hours
    people: People
    characters: Characters
    star: int
    star_assessor: int
    scenes: dict[str, str]
    providers: dict[int, Provider]
    _planned: dict[int, date] = field(default_factory=dict)

    def chance(self, *key: object) -> Random:
        """The dice of one subject."""
        return dice(self.seed, *key)

    def bookable(self, center: Center, day: date) -> list[Slot]:
        """The center's free half-days from that day on; last night's planning is
        caught up with where it matters."""
        today = clock.today()
        last = self._planned.get(center.pk)
        if last is None or (today - last).days >= REPLAN_DAYS:
            plan_center(center, at=clock.now(), kinds=[ServiceKind.VISIT])
            self._planned[center.pk] = today
        rows = Slot.objects.bookable(clock.now()).filter(center=center, on__gte=day)
        return list(rows[:6])

    def complete(self, due: Due, by: Any, perform: Perform, deed: str = "") -> None:
        """Do an open step as that person, now; then what follows by itself."""
        at = clock.now()
        engine.complete(
            due=due,
            by=by,
            at=at,
            deed=deed,
            perform=lambda subject, _task: perform(subject, by=by, at=at),
        )
        self.settle(due.task.process_id)

    def settle(self, process: int | None) -> None:
        """Run the flow's background steps."""
        waiting = Task.objects.filter(
            process=process, flow_task_type="JOB", status=STATUS.SCHEDULED
        )
        for key in waiting.values_list("pk", flat=True):
            outcome = jobs.run(key)
            if outcome != "done":
                raise SeedError(f"the background step {key} ended as {outcome}")


def open_due(**subject: Any) -> Due:
    """The open step of that subject; fails where there is none."""
    return Due.objects.select_related("task").get(done_at=None, **subject)


def never(at: datetime) -> datetime:
    """A moment after every end: the script stops here."""
    return at.replace(year=at.year + 100)
