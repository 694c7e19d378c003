"""What the database says of one case; prints JSON."""

import json
import sys

import django

django.setup()

from assignments.models import Proposal  # noqa: E402
from bookings.models import Booking  # noqa: E402
from foundation.audit.models import Entry  # noqa: E402
from workflows.models import Due  # noqa: E402

case = Booking.objects.get(number=sys.argv[1])
job = case.diagnosis.process.task_set.filter(flow_task_type="JOB").first()
print(
    json.dumps(
        {
            "stage": case.stage,
            "proposals": Proposal.objects.filter(booking=case).count(),
            "confirm_tasks": Due.objects.filter(booking=case, node="confirm").count(),
            "told": Entry.objects.filter(
                deed="assignments.propose", object_id=str(case.pk)
            ).count(),
            "job": str(job.status) if job else "",
        }
    )
)
