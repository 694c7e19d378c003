"""The same message delivered many times at once; prints what each run said."""

import json
import sys
import threading

import django

django.setup()

from django.db import connections  # noqa: E402

from bookings.models import Booking  # noqa: E402
from workflows import jobs  # noqa: E402

case = Booking.objects.get(number=sys.argv[1])
job = case.diagnosis.process.task_set.get(flow_task_type="JOB")
said: list[str] = []


def run() -> None:
    try:
        said.append(jobs.run_quietly(job.pk))
    finally:
        connections.close_all()


threads = [threading.Thread(target=run) for _n in range(int(sys.argv[2]))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({word: said.count(word) for word in set(said)}))
