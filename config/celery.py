"""The Celery application; tasks live in `workflows.tasks`."""

import os

from celery import Celery
from django.conf import settings

from workflows.schedule import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wenzhen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = schedule(settings.SWEEP_EVERY_SECONDS)
app.autodiscover_tasks()
