"""Hints to workers; the committed task row is what counts."""

import contextlib
import contextvars
import logging
import time
from collections.abc import Callable, Iterator

from celery import current_app

log = logging.getLogger("wenzhen.jobs")

QUIET_SECONDS = 10.0
_quiet_until = 0.0
_inline: contextvars.ContextVar[Callable[[int], object] | None] = (
    contextvars.ContextVar("inline", default=None)
)


def hint(task_pk: int) -> bool:
    """Tell a worker about a job; never raises, and never twice into a dead broker.

    After a failure no broker is asked for ten seconds: the sweep will come by.
    """
    global _quiet_until
    run = _inline.get()
    if run is not None:
        run(task_pk)
        return True
    if time.monotonic() < _quiet_until:
        return False
    try:
        current_app.send_task("workflows.tasks.run_job", args=[task_pk])
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker not reachable, job %s waits: %s", task_pk, error)
        return False
    return True


@contextlib.contextmanager
def inline(run: Callable[[int], object]) -> Iterator[None]:
    """Within the block jobs run here and now (seeding a city, flow tests)."""
    token = _inline.set(run)
    try:
        yield
    finally:
        _inline.reset(token)
