"""Decisions over several cases: prepared one by one, published together."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from accounts.models import User
from foundation.audit.actions import record
from foundation.errors import LostRace, NotAllowed
from workflows import engine
from workflows.kept import discard_draft, facts_of, take_out
from workflows.models import Due, Prepared


@transaction.atomic
def prepare(
    *,
    due: Due,
    decision: str,
    reason: str,
    typed: Mapping[str, list[str]],
    seen: int,
    by: User,
    at: datetime,
) -> Prepared:
    """Keep a decision, or change the kept one; the case does not know of it.

    `seen`: the version that was changed, 0 for none. A step of one's own is put back,
    since whoever publishes does it. Raises LostRace, NotAllowed, Busy.
    """
    facts = {"decision": decision, "reason": reason, "typed": dict(typed)}
    with engine.to_be_done(due=due, by=by, at=at) as activation:
        before = facts_of(_as_seen(due, seen)) if seen else _refuse_kept(due)
        row, _new = Prepared.objects.update_or_create(
            due=due, defaults={**facts, "version": seen + 1, "by": by, "at": at}
        )
        record(by=by, deed="workflows.prepare_decision", at=at, row=due,
               before=before, after=facts_of(row))  # fmt: skip
        if activation.task.status == STATUS.ASSIGNED:
            activation.unassign()
    discard_draft(due=due, by=by)
    return row


@transaction.atomic
def drop(*, due: Due, seen: int, by: User, at: datetime) -> None:
    """Drop a kept decision. Raises LostRace where it is gone or has changed."""
    if not by.has_perm(due.deed, due):
        raise NotAllowed(_("This step is not yours to do."))
    take_out(_as_seen(due, seen), "workflows.drop_decision", by=by, at=at)


def publish(
    *, due: Due, seen: int, perform: Callable[[Any, Any], object], by: User,
    at: datetime,
) -> None:  # fmt: skip
    """Do the step as it was prepared, in one transaction of its own.

    `perform(subject, task)` carries the decision out. Raises LostRace where the step
    was done, ended, or its decision changed or dropped meanwhile; and as the engine.
    """

    def carry_out(subject: Any, task: Any) -> None:
        row = _as_seen(due, seen)
        take_out(row, "workflows.publish_decision", by=by, at=at)
        perform(subject, task)

    engine.complete(due=due, by=by, at=at, perform=carry_out)


def _as_seen(due: Due, version: int) -> Prepared:
    """The kept decision as the person was shown it. Raises LostRace."""
    row = _kept(due)
    if row is None:
        raise LostRace(_("The pending decision has been dropped meanwhile."))
    if row.version != version:
        raise _changed(row)
    return row


def _refuse_kept(due: Due) -> dict[str, Any]:
    """Nothing was kept, as the person saw it. Raises LostRace where something is."""
    row = _kept(due)
    if row is not None:
        raise _changed(row)
    return {}


def _kept(due: Due) -> Prepared | None:
    rows = Prepared.objects.select_for_update().select_related("by")
    row: Prepared | None = rows.filter(due=due).first()
    return row


def _changed(row: Prepared) -> LostRace:
    words = _("%(name)s has changed the pending decision meanwhile.")
    return LostRace(words % {"name": row.by.name}, winner=row.by.name)
