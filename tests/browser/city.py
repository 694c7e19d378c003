"""The real process a browser test talks to: a city of its own, with a movable clock."""

import fcntl
import shutil
import sqlite3
import time
import urllib.request
from contextlib import closing
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from foundation.clock import SHIFT_KEPT_SECONDS
from tests.processes import Program, free_port, manage, until

PATIENCE = 300.0  # seconds for migrating, loading and seeding on two slow cores


class City:
    """`make run` on a free port with its own database; ended with its whole group.

    It starts from what another city has left in the `shared` folder; the first, from
    nothing, as the README promises, and whoever comes meanwhile waits for it.
    """

    def __init__(self, folder: Path, shared: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.folder, self.shared = folder, shared
        self.file = folder / "city.sqlite3"
        self.env = {
            "DATABASE_URL": f"sqlite:///{self.file}",
            "MAKEFLAGS": "",
            "MFLAGS": "",
        }
        self.program: Program | None = None

    def start(self) -> None:
        """Until the first page answers; the log is shown where it never does."""
        seeded = self.shared / "seeded.sqlite3"
        with seeded.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if seeded.exists():
                shutil.copy(seeded, self.file)
                self._start()
            else:
                self._start()
                self._leave(seeded)

    def _start(self) -> None:
        command = ("make", "run", f"PORT={self.port}")
        log = self.folder / "run.log"
        self.program = Program(*command, env=self.env, log=log)
        try:
            until(self._answers, PATIENCE)
        except AssertionError:
            raise AssertionError(self.program.text()[-4000:]) from None

    def _leave(self, seeded: Path) -> None:
        """Leave what was seeded to cities that start later."""
        unready = self.file.with_suffix(".unready")
        with closing(sqlite3.connect(self.file)) as running:
            running.execute("VACUUM INTO ?", [str(unready)])
        unready.replace(seeded)

    def _answers(self) -> bool:
        assert self.program
        if self.program.process.poll() is not None:
            raise AssertionError("the process ended")
        with urllib.request.urlopen(self.address, timeout=20) as answer:
            return bool(answer.status == 200)

    def later(self, span: str) -> str:
        """Move the city's clock by `+3d` or the like; the moment it shows then."""
        shown = manage("demo_clock", span, env=self.env).strip()
        time.sleep(SHIFT_KEPT_SECONDS + 0.2)  # the process keeps the old shift so long
        return shown

    def now(self) -> datetime:
        """What the city's clock shows."""
        return datetime.fromisoformat(manage("demo_clock", env=self.env).strip())

    def reach(self, day: date, hour: int = 19) -> None:
        """Move the clock on to that hour of the day, if it is not past it already."""
        left = datetime.combine(day, clock_time(hour)) - self.now()
        if left > timedelta():
            self.later(f"+{int(left.total_seconds() // 3600) + 1}h")

    def end(self) -> None:
        """kill -9 of the whole group."""
        if self.program:
            self.program.kill()


class RunningCity(City):
    """A city that already runs: quicker while tests are being written."""

    def __init__(self, address: str, database: str) -> None:
        self.address, self.env = address, {"DATABASE_URL": database}

    def start(self) -> None:
        """It is there."""

    def end(self) -> None:
        """It is not ours to end."""
