"""Our own processes, started and ended by the tests that need real ones."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds until a thing that should happen is called missing


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(check: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait for something true; fails loudly after the patience is gone."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with contextlib.suppress(OSError, psycopg.OperationalError):
            found = check()
            if found:
                return found
        time.sleep(0.1)
    raise AssertionError(f"did not happen within {patience} s")


def listens(port: int) -> bool:
    """Whether somebody answers on the port."""
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


class Program:
    """One of our own processes, in a group of its own so that kill -9 takes all."""

    def __init__(self, *command: str, env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **env},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 of the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def manage(*args: str, env: dict[str, str]) -> str:
    """One management command in a process of its own; its standard output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
