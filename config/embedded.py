"""Celery's worker and beat as threads of the one web process (no Redis needed)."""

import threading

from celery.beat import EmbeddedService
from django.conf import settings

from config.celery import app


def start_worker_and_beat() -> None:
    """Start both; they end with the process, and what is lost the sweep resends."""
    app.finalize()
    worker = app.Worker(
        pool="threads",
        concurrency=2,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        redirect_stdouts=False,
    )
    threading.Thread(target=worker.start, name="celery-worker", daemon=True).start()
    EmbeddedService(
        app,
        thread=True,
        max_interval=1,
        schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    ).start()
