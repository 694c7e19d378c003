"""Steps of people who have left: nobody has them any more, everybody is told."""

from datetime import datetime
from typing import Any

from viewflow.workflow.status import STATUS

from accounts.actions import end_staff_membership
from accounts.models import Membership
from foundation import clock
from foundation.audit.actions import record
from foundation.errors import Busy, LostRace
from workflows import dues, engine
from workflows.models import Due


def part_with(*, membership: Membership, by: Any, at: datetime, reason: str) -> int:
    """End the role and free its steps; returns how many. Raises Refused, LostRace.

    Each step is freed under its own lock; one that is busy is left to the hourly sweep.
    """
    end_staff_membership(membership=membership, by=by, at=at, reason=reason)
    return free_left(at=at, owner=membership.user_id)


def free_left(*, at: datetime, owner: int | None = None) -> int:
    """Put the steps of those who have left back for everybody; returns how many.

    A blind one stays: only the next level can give it to another.
    """
    rows = Due.objects.left_behind(clock.local_day(at)).filter(assessor=None)
    if owner is not None:
        rows = rows.filter(task__owner=owner)
    return sum(_free_quietly(due, at) for due in rows.with_names()[:500])


def _free_quietly(due: Due, at: datetime) -> int:
    try:
        return _free(due, at)
    except (Busy, LostRace):
        return 0


def _free(due: Due, at: datetime) -> int:
    with engine.locked(due) as activation:
        task = activation.task
        if task.status != STATUS.ASSIGNED or not dues.has_left(due, at):
            return 0
        before = {"owner": task.owner.name}
        activation.unassign()
        record(by=None, deed="workflows.release", at=at, row=due, before=before)
        dues.tell_people(due, dues.NEW_TASK, dues.people_with(due, at), at)
    return 1
