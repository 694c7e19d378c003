"""The queue of moments: scripts wait in it, and do their deeds in the city's time."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from foundation import clock

Script = Iterator[datetime]  # yields the moment at which it wants to go on

STEPS_SHOWN = 10


class Clockwork:
    """Lets every script go on at the moment it asked for, never after `ends_at`."""

    def __init__(
        self, *, starts_at: datetime, ends_at: datetime, say: Callable[[str], object]
    ) -> None:
        self.starts_at, self.ends_at, self.say = starts_at, ends_at, say
        self._queue: list[tuple[datetime, int, Script]] = []
        self._turn = count()
        self._shown = 0

    def add(self, script: Script) -> None:
        """Let a new script begin: ask for its first moment."""
        self._resume(script)

    def run(self) -> None:
        """Go from moment to moment until nothing is left before the end."""
        while self._queue:
            moment, _turn, script = heapq.heappop(self._queue)
            self._show(moment)
            with clock.set_to(moment):
                self._resume(script)

    def _resume(self, script: Script) -> None:
        """What lies after the end does not happen."""
        moment = next(script, None)
        if moment is not None and moment <= self.ends_at:
            heapq.heappush(self._queue, (moment, next(self._turn), script))

    def _show(self, moment: datetime) -> None:
        """A line per tenth of the way."""
        part = (
            STEPS_SHOWN * (moment - self.starts_at) // (self.ends_at - self.starts_at)
        )
        if part > self._shown:
            self._shown = part
            self.say(f"seeding {part * STEPS_SHOWN} % · {moment:%Y-%m}")
