"""Calls to firms of a list, and the goals they serve."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from centers.models import District
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.models import work_calendar
from outreach.choices import TargetState
from outreach.models import Call, Goal, Target


@transaction.atomic
def record_call(
    *,
    target: Target,
    outcome: str,
    by: Any,
    at: datetime,
    note: str = "",
    call_back_on: date | None = None,
) -> Call:
    """Write down what a call came to; `by` None = the firm answered by its link.

    A call back without a day is due on the next working day. Raises Refused for a
    refusal without a reason or a day that has passed, LostRace where somebody else
    has just recorded a call.
    """
    note, today = note.strip(), local_day(at)
    if outcome == TargetState.REFUSED and not note:
        raise Refused(_("Please note why the firm refuses."))
    day = None
    if outcome == TargetState.CALL_BACK:
        day = call_back_on or work_calendar().add(today, 1)
        if day < today:
            raise Refused(_("The day for calling back has passed."))
    target.move_to(
        outcome,
        called_at=at,
        call_back_on=day,
        reason=note if outcome == TargetState.REFUSED else "",
    )
    call = Call.objects.create(
        target=target, outcome=outcome, note=note, call_back_on=day, at=at, by=by
    )
    record(
        by=by,
        deed="outreach.call",
        at=at,
        row=target,
        after={"outcome": outcome, "note": note, "on": day},
    )
    return call


@transaction.atomic
def set_goals(
    *,
    campaign: Campaign,
    district: District,
    goals: Mapping[str, int | None],
    by: Any,
    at: datetime,
) -> None:
    """Set the district's goal (town "") and those of its towns; None takes one away."""
    before = dict(
        Goal.objects.filter(campaign=campaign, district=district).values_list(
            "town", "firms"
        )
    )
    after = {**before, **goals}
    Goal.objects.filter(campaign=campaign, district=district).delete()
    Goal.objects.bulk_create(
        Goal(campaign=campaign, district=district, town=town, firms=firms)
        for town, firms in after.items()
        if firms is not None
    )
    record(
        by=by,
        deed="outreach.set_goals",
        at=at,
        row=district,
        before=before,
        after={town: firms for town, firms in goals.items() if firms is not None},
    )
