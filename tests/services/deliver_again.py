"""The same message delivered many times at once; prints what each run said."""

import json
import sys

import django

django.setup()

from bookings.models import Booking  # noqa: E402
from tests.services.together import all_at_once, counted  # noqa: E402
from workflows import jobs  # noqa: E402

case = Booking.objects.get(number=sys.argv[1])
job = case.diagnosis.process.task_set.get(flow_task_type="JOB")
said: list[str] = []
all_at_once(range(int(sys.argv[2])), lambda _n: said.append(jobs.run_quietly(job.pk)))
print(json.dumps(counted(said)))
