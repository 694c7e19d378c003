"""Who could take an open step over."""

from datetime import datetime
from typing import Any

from accounts.models import User
from admissions.actions import eligible_experts
from designations.actions import assessors_for
from ratings.actions import eligible_assessors
from workflows.dues import people_with
from workflows.models import Due


def candidates_to_take(due: Due, *, at: datetime) -> Any:
    """People who may do the step and do not have it now."""
    keys: Any
    if due.assessor_id and due.application is not None:
        own = due.application.opinions.values("assessor")
        keys = eligible_experts(due.application, at=at).exclude(pk__in=own)
    elif due.assessor_id and due.designation is not None:
        found = due.designation
        named = found.sheets.filter(round=found.round).values("assessor")
        free = assessors_for(found, at=at).exclude(pk__in=named)
        keys = list(free.values_list("pk", flat=True))
    elif due.assessor_id and due.booking is not None:
        keys = [person.pk for person in eligible_assessors(due.booking, at=at)]
    else:
        keys = [person.pk for person in people_with(due, at)]
    return User.objects.filter(pk__in=keys).exclude(pk=due.task.owner_id)
