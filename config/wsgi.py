"""WSGI entry; in the embedded mode it also starts worker and beat as threads."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.cut import PatientHandler  # noqa: E402 - knows models

application = PatientHandler()

if settings.EMBEDDED and os.environ.get("WENZHEN_EMBED") == "1":
    from config.embedded import start_worker_and_beat

    start_worker_and_beat()
