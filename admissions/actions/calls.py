"""Calls: drafted, changed while they are drafts, published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from admissions.models import Call
from admissions.rules import faults_of_criteria
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused

DEED = "admissions.manage_calls"


@transaction.atomic
def save_call(
    *, call: Call | None, facts: Mapping[str, Any], by: Any, at: datetime
) -> Call:
    """Write a new draft, or change one that is not published.

    `facts`: the fields of Call. Raises Refused; LostRace where it was published.
    """
    if facts["closes_on"] < facts["opens_on"]:
        raise Refused(_("The last day lies before the first one."))
    if "weights" in faults_of_criteria(facts["criteria"]):
        raise Refused(_("The weights of the criteria must add up to 100."))
    row = call or Call(campaign=facts["campaign"])
    if row.pk:
        seen: Call = Call.objects.select_for_update().get(pk=row.pk)
        if seen.published_at is not None:
            raise LostRace(_("The call has been published and stays as it is."))
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    record(by=by, deed=DEED, at=at, row=row,
           after={"on": row.opens_on, "until": row.closes_on})  # fmt: skip
    return row


@transaction.atomic
def publish_call(*, call: Call, by: Any, at: datetime) -> None:
    """From now on everybody reads it, and nothing of it changes.

    Raises Refused with everything that is missing; LostRace where it is published.
    """
    _refuse_unready(call, at)
    won = Call.objects.filter(pk=call.pk, published_at=None).update(
        published_at=at, published_by=by
    )
    if won != 1:
        raise LostRace(_("The call has been published and stays as it is."))
    call.published_at, call.published_by = at, by
    record(by=by, deed="admissions.publish_call", at=at, row=call,
           after={"on": call.opens_on, "until": call.closes_on})  # fmt: skip


def _refuse_unready(call: Call, at: datetime) -> None:
    faults = []
    if not call.evidence:
        faults.append(_("Please say what evidence is needed."))
    if faults_of_criteria(call.criteria):
        faults.append(_("The weights of the criteria must add up to 100."))
    if call.closes_on < local_day(at):
        faults.append(_("The last day lies in the past."))
    if faults:
        raise Refused(*faults)
