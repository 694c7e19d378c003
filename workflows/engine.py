"""The one way our pages drive a flow: claim, release, reassign, complete, cancel.

The lock is that of the task's own process; everything is re-read under it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from accounts.models import StandIn, User
from admissions.actions import replace_expert
from admissions.models import Opinion
from bookings.actions import cancel
from bookings.holders import LinkHolder
from bookings.models import Booking
from designations.actions import replace_assessor as replace_judge
from designations.models import Sheet
from foundation import clock
from foundation.audit.actions import record
from foundation.errors import Busy, LostRace, NotAllowed, Refused
from foundation.prepared import Given, prepared
from ratings.actions import replace_assessor
from ratings.models import ScoreSheet
from workflows import dues
from workflows.kept import forget
from workflows.models import DiagnosisProcess, Due


@contextmanager
def locked(due: Due) -> Iterator[Any]:
    """The task's activation under its process lock, read again with its process.

    Raises LostRace (somebody was first, and who) or Busy.
    """
    node = due.task.flow_task
    try:
        with node.flow_class.lock(due.task.process_id):
            task = _task.first(pk=due.task_id)
            due.task = task
            yield node.activation_class(task)
    except TransitionNotAllowed as error:
        raise LostRace(_("Meanwhile this step has moved on.")) from error
    except FlowLockFailed as error:
        raise Busy(_("Just now somebody else is working on this case.")) from error


@prepared
def _task() -> Any:
    """A task with its process."""
    return Task.objects.select_related("process").filter(pk=Given("pk"))[:1]


def _still_open(activation: Any, due: Due) -> None:
    """Raise LostRace, saying who was first, unless the task can still be done."""
    if activation.task.status in (STATUS.NEW, STATUS.ASSIGNED):
        return
    due.refresh_from_db(fields=["done_at", "done_by", "outcome"])
    winner = due.done_by.name if due.done_by else ""
    if winner:
        raise LostRace(
            _("%(name)s has already done this step.") % {"name": winner}, winner=winner
        )
    raise LostRace(_("This step is no longer open."))


def _may(user: User | LinkHolder, deed: str, due: Due) -> None:
    if not user.has_perm(deed, due):
        raise NotAllowed(_("This step is not yours to do."))


def _free_for(due: Due, task: Any, by: User | LinkHolder, at: datetime) -> bool:
    """Whether the task is the person's: nobody has it, or they, or one they stand in
    for, or somebody who has left.
    """
    if task.owner_id in (None, by.pk):
        return True
    day = clock.local_day(at)
    if by.pk and task.owner_id in StandIn.objects.absent_for(by, day):
        return True
    return dues.has_left(due, at)


@contextmanager
def to_be_done(
    *, due: Due, by: User | LinkHolder, at: datetime, deed: str = ""
) -> Iterator[Any]:
    """The activation of a step that is open, and this person's to do.

    `deed` as in `complete`. Raises LostRace, NotAllowed, Busy.
    """
    with locked(due) as activation:
        _still_open(activation, due)
        deed = deed or due.deed
        _may(by, deed, due)
        owner = activation.task.owner
        if deed == due.deed and not _free_for(due, activation.task, by, at):
            raise LostRace(
                _("%(name)s has already taken this step.") % {"name": owner.name},
                winner=owner.name,
            )
        yield activation


def claim(*, due: Due, by: User, at: datetime) -> None:
    """Take an unowned task. Raises LostRace naming the one who has it."""
    with to_be_done(due=due, by=by, at=at) as activation:
        activation.hand_over(by)
        record(by=by, deed="workflows.claim", at=at, row=due)


def release(*, due: Due, by: User, at: datetime) -> None:
    """Put an own task back for everybody."""
    with locked(due) as activation:
        _still_open(activation, due)
        if activation.task.owner_id != by.pk or due.assessor_id:
            raise NotAllowed(_("Only your own step can be put back."))
        activation.unassign()
        record(by=by, deed="workflows.release", at=at, row=due)


def reassign(*, due: Due, to: User, by: User, reason: str, at: datetime) -> None:
    """Give an open task to another who may do it. Raises Refused without reason."""
    if not reason.strip():
        raise Refused(_("Say why the step changes hands."))
    with locked(due) as activation:
        _still_open(activation, due)
        _may(by, "workflows.reassign", due)
        before = activation.task.owner.name if activation.task.owner else ""
        if due.assessor_id:
            _hand_sheet_over(activation, due, to, by, reason, at)
        elif not to.has_perm(due.deed, due):
            raise Refused(_("%(name)s may not do this step.") % {"name": to.name})
        activation.hand_over(to)
        record(
            by=by,
            deed="workflows.reassign",
            at=at,
            row=due,
            before={"owner": before},
            after={"owner": to.name, "reason": reason},
        )


def _hand_sheet_over(
    activation: Any, due: Due, to: User, by: User, reason: str, at: datetime
) -> None:
    """A score sheet goes over with its task; both sides stay blind."""
    if due.application_id:
        opinion = Opinion.objects.select_related("application", "assessor").get(
            pk=activation.task.data["opinion"]
        )
        replace_expert(opinion=opinion, to=to, by=by, at=at, reason=reason)
        Due.objects.filter(pk=due.pk).update(assessor=to)
        return
    if due.designation is not None:
        mine = Sheet.objects.select_related("designation", "assessor").get(
            pk=activation.task.data["judgement"]
        )
        replace_judge(sheet=mine, to=to, by=by, at=at, reason=reason)
        Due.objects.filter(pk=due.pk).update(assessor=to)
        return
    sheet = ScoreSheet.objects.select_related("booking", "assessor").get(
        pk=activation.task.data["sheet"]
    )
    replace_assessor(sheet=sheet, to=to, by=by, at=at, reason=reason)
    Due.objects.filter(pk=due.pk).update(assessor=to)


def complete(
    *,
    due: Due,
    by: User | LinkHolder,
    at: datetime,
    perform: Callable[[Any, Any], object],
    deed: str = "",
    outcome: str = "done",
) -> None:
    """Do the step: `perform(subject, task)` changes the rows, then the flow goes on.

    One transaction; an unowned task is claimed on the way. `deed` names another
    policy row than the node's own where a second role may end the step too; `outcome`
    is what the to-do list remembers.
    Raises LostRace, NotAllowed, Busy, and whatever `perform` refuses.
    """
    with to_be_done(due=due, by=by, at=at, deed=deed) as activation:
        task = activation.task
        person = by if by.pk else None  # the holder of a signed link is nobody known
        if task.status == STATUS.NEW:
            activation.take(person)
        activation.start(None)
        dues.finish(due, by=person, at=at, outcome=outcome)
        perform(activation.process.subject, task)
        activation.execute()
        forget(due, by=person, at=at)


@contextmanager
def ending(process: Any) -> Iterator[Any]:
    """The process, read again under its lock; then every open step of it ends.

    Raises Busy.
    """
    flow = process.flow_class
    try:
        with flow.lock(process.pk):
            process.refresh_from_db()
            yield process
            flow.instance.cancel(process)
    except FlowLockFailed as error:
        raise Busy(_("Just now somebody else is working on this case.")) from error


def cancel_case(
    *, booking: Booking, by: User | LinkHolder, at: datetime, reason: str
) -> None:
    """Cancel a case and every open step of it.

    Raises NotAllowed, Refused, or LostRace where it ended or moved meanwhile.
    """
    if not by.has_perm("bookings.cancel", booking):
        raise NotAllowed(_("This case is not yours to cancel."))
    if not reason.strip():
        raise Refused(_("Please say why."))
    with ending(DiagnosisProcess.objects.get(diagnosis__booking=booking)) as process:
        seen = booking.sequence
        booking.refresh_from_db()
        if process.finished is not None:
            raise LostRace(_("This case has ended already."))
        if booking.sequence != seen:
            raise LostRace(_("Meanwhile this booking has been changed."))
        cancel(booking=booking, by=by, at=at, reason=reason)
