"""Sends the night's work first and a case's next step last; prints how many."""

import json

import django

django.setup()

from config.celery import app  # noqa: E402 - after the setup
from workflows import tasks  # noqa: E402

for _n in range(6):
    tasks.check_ties.apply_async(expires=None)
    tasks.remind.apply_async(expires=None)
tasks.run_job.apply_async(args=[0])
app.close()
print(json.dumps(13))
