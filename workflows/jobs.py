"""Runs a background step: claim, work outside the lock, finish if still the holder."""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from accounts.actions import people_of
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.errors import LostRace
from foundation.notices.actions import tell
from workflows import dispatch

log = logging.getLogger("wenzhen.jobs")
MAX_ATTEMPTS = 5
FAILED = gettext_noop("A background step has failed: %(title)s (%(subject)s)")


def run(task_pk: int) -> str:
    """Do the job of the task, once in effect however often this is called.

    Returns what happened: done, gone, held, fenced or error.
    """
    task = Task.objects.filter(pk=task_pk).first()
    if task is None or task.status not in (STATUS.SCHEDULED, STATUS.STARTED):
        return "gone"
    with task.activation() as activation:
        if not activation.claim.can_proceed():
            return "gone"
        attempt = activation.claim(settings.JOB_LEASE_SECONDS)
    if attempt is None:
        return "held"
    node = task.flow_task
    try:
        result = node.find(task)
    except Exception as error:
        log.exception("job %s (%s) failed", task_pk, node.name)
        return _failed(task, attempt, f"{type(error).__name__}: {error}")
    with task.activation() as activation:
        if not _still_holder(activation.task, attempt):
            return "fenced"
        node.apply(activation, result)
        activation.execute()
    return "done"


def _still_holder(task: Task, attempt: int) -> bool:
    return task.status == STATUS.STARTED and task.data.get("attempt") == attempt


def _failed(task: Task, attempt: int, why: str) -> str:
    """Release the lease so that the sweep tries again; after five tries give up."""
    with task.activation() as activation:
        if not _still_holder(activation.task, attempt):
            return "fenced"
        if attempt >= MAX_ATTEMPTS:
            activation.give_up(why)
            _tell_officers(activation.task)
        else:
            retry_at = time.time() + 2**attempt
            activation.task.data.update(lease_until=retry_at, error=why[:500])
            activation.task.save(update_fields=["data"])
    return "error"


def _tell_officers(task: Task) -> None:
    """A background step that has failed for good waits for a person."""
    at = clock.now()
    officers = people_of(deed_roles=frozenset({Role.OFFICER}), at=at)
    tell(people=officers, event="job_failed", text=FAILED, at=at, link="/jobs/",
         title=task.flow_task.title_key, subject=str(task.process.pk))  # fmt: skip


def retry(*, task_pk: int, by: Any, at: datetime) -> None:
    """Try a failed background step again. Raises LostRace where it has not failed."""
    task = Task.objects.get(pk=task_pk)
    try:
        with task.activation() as activation:
            activation.try_again()
            record(by=by, deed="workflows.retry", at=at, row=task)
    except TransitionNotAllowed as error:
        raise LostRace(_("This step has not failed, or runs again already.")) from error


def sweep() -> int:
    """Hint again: scheduled jobs nobody took, and started ones whose lease ran out."""
    overdue = clock.now() - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    lost = Task.objects.filter(flow_task_type="JOB").filter(
        Q(status=STATUS.SCHEDULED, scheduled__lt=overdue)
        | Q(status=STATUS.STARTED, data__lease_until__lt=time.time())
    )
    sent = 0
    for task_pk in lost.order_by("pk").values_list("pk", flat=True)[:500]:
        if not dispatch.hint(task_pk):
            break
        Task.objects.filter(pk=task_pk, status=STATUS.SCHEDULED).update(
            scheduled=clock.now()
        )
        sent += 1
    return sent


def run_quietly(task_pk: int) -> str:
    """`run`, where a lock that cannot be had only means: later."""
    try:
        return run(task_pk)
    except FlowLockFailed:
        return "held"
