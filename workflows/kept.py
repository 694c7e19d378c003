"""What was typed for an open step and not sent: own drafts, prepared decisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from admissions.models import Call
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused
from foundation.prepared import Given, prepared
from workflows.models import Draft, Due, Prepared

Typed = Mapping[str, list[str]]
VIEW = "workflows.view_pending"
LONGEST = 60_000  # letters of one draft, more than any step's fields take together


def save_draft(*, due: Due, typed: Typed, by: User, at: datetime) -> Draft:
    """Keep what the person has typed so far, whether or not it makes sense yet.

    Raises LostRace where the step has ended, Refused for far too much.
    """
    if sum(len(one) for values in typed.values() for one in values) > LONGEST:
        raise Refused(_("This is too long to be kept as a draft."))
    if not Due.objects.open().filter(pk=due.pk).exists():
        raise LostRace(_("This step is no longer open."))
    row: Draft = Draft.objects.update_or_create(
        due=due, person=by, defaults={"typed": dict(typed), "saved_at": at}
    )[0]
    return row


def discard_draft(*, due: Due, by: User) -> None:
    """Forget what the person has typed."""
    Draft.objects.own(by).filter(due=due).delete()


def sweep_drafts() -> int:
    """Night work: drafts of steps that others did, or that have ended, are removed."""
    return int(Draft.objects.of_ended_steps().delete()[0])


def forget(due: Due, *, by: User | None, at: datetime) -> None:
    """The step has ended: the doer's draft goes, and a decision prepared for it."""
    if by is not None:
        discard_draft(due=due, by=by)
    row = _decision_of.first(due=due.pk)
    if row is not None:
        take_out(row, "workflows.drop_decision", by=by, at=at)


@prepared
def _decision_of() -> Any:
    """The decision prepared for a step."""
    return Prepared.objects.filter(due=Given("due"))[:1]


def take_out(row: Prepared, deed: str, *, by: User | None, at: datetime) -> None:
    """A prepared decision goes, for the reason that `deed` names."""
    record(by=by, deed=deed, at=at, row=row.due, before=facts_of(row))
    row.delete()


def facts_of(row: Prepared) -> dict[str, Any]:
    """What the audit log says of a prepared decision."""
    name = str(row.due.subject)
    return {"name": name, "decision": row.decision, "reason": row.reason}


def pending_by_call(user: Any) -> list[tuple[Call, int]]:
    """Each call that has pending decisions, and how many; the bureau's alone."""
    rows = _pending(user).filter(due__application__isnull=False)
    found = rows.values_list("due__application__call").annotate(n=Count("pk"))
    counts = dict(found.order_by())
    calls = Call.objects.filter(pk__in=counts).order_by("-pk") if counts else []
    return [(call, counts[call.pk]) for call in calls]


def pending_of_centers(user: Any) -> int:
    """How many decisions on designations are pending; the bureau's alone."""
    return int(_pending(user).filter(due__designation__isnull=False).count())


def _pending(user: Any) -> Any:
    rows = Prepared.objects.visible_to(user).open()
    return rows if user.has_perm(VIEW) else rows.none()
