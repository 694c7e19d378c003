"""Celery's worker and beat as threads of the one web process (no Redis needed)."""

import threading
import warnings

from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning
from django.conf import settings

from config.celery import app


def start_worker_and_beat() -> None:
    """Start both; they end with the process, and what is lost the sweep resends."""
    # Messages are JSON from this very process, so running as root is no danger here.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    app.finalize()
    worker = app.Worker(
        pool="threads",
        concurrency=2,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        redirect_stdouts=False,
        quiet=True,
    )
    threading.Thread(target=worker.start, name="celery-worker", daemon=True).start()
    EmbeddedService(
        app,
        thread=True,
        max_interval=1,
        schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    ).start()
