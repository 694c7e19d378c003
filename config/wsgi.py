"""WSGI entry; in the embedded mode it also starts worker and beat as threads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

if settings.EMBEDDED and os.environ.get("WENZHEN_EMBED") == "1":
    from config.embedded import start_worker_and_beat

    start_worker_and_beat()
