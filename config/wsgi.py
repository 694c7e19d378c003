"""WSGI entry; in the embedded mode it also starts worker and beat as threads."""

import gc
import os

import django
from django.conf import settings
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.cut import PatientHandler  # noqa: E402 - knows models

application = PatientHandler()
get_resolver().url_patterns  # noqa: B018 - loads the pages, before the first request

# What the program is made of stays as long as the process: the search for rubbish need
# not pass through it, and a request makes more than 700 things (docs/performance.md).
gc.freeze()
gc.set_threshold(50_000, 20, 20)

if settings.EMBEDDED and os.environ.get("WENZHEN_EMBED") == "1":
    from config.embedded import start_worker_and_beat

    start_worker_and_beat()
