"""What the database says of one case, once a fact is as given; prints JSON."""

import json
import sys

import django

django.setup()

from assignments.models import Proposal  # noqa: E402
from bookings.models import Booking  # noqa: E402
from foundation.audit.models import Entry  # noqa: E402
from tests.processes import until  # noqa: E402
from workflows.models import Due  # noqa: E402


def state(number: str) -> dict[str, object]:
    """The facts that a fault could lose or double."""
    case = Booking.objects.get(number=number)
    job = case.diagnosis.process.task_set.filter(flow_task_type="JOB").first()
    told = Entry.objects.filter(deed="assignments.propose", object_id=str(case.pk))
    return {
        "stage": case.stage,
        "proposals": Proposal.objects.filter(booking=case).count(),
        "confirm_tasks": Due.objects.filter(booking=case, node="confirm").count(),
        "told": told.count(),
        "job": str(job.status) if job else "",
    }


number, *awaited = sys.argv[1:]
if awaited:
    fact, value = awaited
    until(lambda: state(number)[fact] == value)
print(json.dumps(state(number)))
