"""Hints to workers; the committed task row is what counts.

A thread of its own sends them, some together, so that no request waits for the broker.
"""

import atexit
import contextlib
import contextvars
import logging
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

from celery import current_app

log = logging.getLogger("wenzhen.jobs")

QUIET_SECONDS = 10.0
GATHER_SECONDS = 0.1  # so long a hint waits for others
TOGETHER = 20
LAST_SECONDS = 2.0
_quiet_until = 0.0
_inline: contextvars.ContextVar[Callable[[int], object] | None] = (
    contextvars.ContextVar("inline", default=None)
)


def hint_soon(task_pk: int) -> None:
    """Tell a worker about a job, beside what goes on; never raises, never waits."""
    run = _inline.get()
    if run is not None:
        run(task_pk)
    else:
        _sender.take(task_pk)


def hint(*task_pks: int) -> bool:
    """Tell a worker about jobs; never raises, and never twice into a dead broker.

    After a failure no broker is asked for ten seconds: the sweep will come by.
    """
    global _quiet_until
    run = _inline.get()
    if run is not None:
        for task_pk in task_pks:
            run(task_pk)
        return True
    if time.monotonic() < _quiet_until:
        return False
    try:
        current_app.send_task("workflows.tasks.run_job", args=task_pks)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker not reachable, jobs %s wait: %s", task_pks, error)
        return False
    return True


class _Sender:
    """Sends what it takes; its thread begins with the first one, in each process."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._lock = Lock()
        self._idle = Event()
        self._thread: Thread | None = None

    def take(self, task_pk: int) -> None:
        """Send it soon."""
        self._idle.clear()
        self._waiting.put(task_pk)
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="hints", daemon=True)
                self._thread.start()

    def finish(self) -> None:
        """The process ends: what waits is sent first, if the broker answers."""
        if self._thread is not None and self._thread.is_alive():
            self._idle.wait(LAST_SECONDS)

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            time.sleep(GATHER_SECONDS)
            hint(first, *self._more())
            if self._waiting.empty():
                self._idle.set()

    def _more(self) -> Iterator[int]:
        with contextlib.suppress(Empty):
            for _n in range(TOGETHER - 1):
                yield self._waiting.get_nowait()


_sender = _Sender()
atexit.register(_sender.finish)


@contextlib.contextmanager
def inline(run: Callable[[int], object]) -> Iterator[None]:
    """Within the block jobs run here and now (seeding a city, flow tests)."""
    token = _inline.set(run)
    try:
        yield
    finally:
        _inline.reset(token)
