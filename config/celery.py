"""The Celery application; tasks live in `workflows.tasks`."""

import os
import sys
from io import StringIO
from typing import Any

import django
from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wenzhen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def refuse_broken() -> None:
    """Like `serve`: nothing starts on a city whose live steps the code does not know.

    Raises SystemExit. A database that does not answer is no reason: it comes back.
    """
    try:
        call_command("check", databases=["default"], stdout=StringIO())
    except SystemCheckError as error:
        print(error, file=sys.__stderr__)  # beat has put the log in stderr's place
        raise SystemExit(1) from error


@worker_init.connect
@beat_init.connect
def on_start(**_: Any) -> None:
    """Before the first task; the pool's children open connections of their own."""
    django.setup()
    refuse_broken()
    connections.close_all()
