"""The product and the bare view on the same database, served the same way."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.processes import ROOT, Program, free_port, listens, manage, until

SECURE = {"X-Forwarded-Proto": "https"}
TICKS = os.sysconf("SC_CLK_TCK")


def environment(database: str, redis: str) -> dict[str, str]:
    """How a city runs the product, https left to the proxy in front."""
    return {
        "DEMO": "0",
        "SECRET_KEY": "bench" * 12,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WENZHEN_EMBED": "0",
    }


class Served:
    """One web server: its port, and the CPU time it and its workers have used."""

    def __init__(self, port: int, program: Program) -> None:
        self.port, self.program = port, program

    def cpu(self) -> float:
        """Seconds of CPU of the whole process group so far."""
        group = os.getpgid(self.program.process.pid)
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, ProcessLookupError):
                fields = stat.read_text().rsplit(") ", 1)[1].split()
                if int(fields[2]) == group:
                    total += int(fields[11]) + int(fields[12])
        return total / TICKS


@contextlib.contextmanager
def served(
    application: str, env: dict[str, str], folder: Path, sqlite: bool
) -> Iterator[Served]:
    """The application under granian: 2 x 4 threads, 1 x 8 on SQLite."""
    port = free_port()
    workers, threads = (1, 8) if sqlite else (2, 4)
    program = Program(
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--blocking-threads",
        str(threads), "--log-level", "error", application,
        env=env, log=folder / f"{application.split('.')[0]}.log",
    )  # fmt: skip
    try:
        until(lambda: listens(port))
        yield Served(port, program)
    finally:
        program.kill()


def prepare(env: dict[str, str]) -> None:
    """Migrate and load."""
    manage("migrate", "-v0", env=env)
    manage("load_city", env=env)
    manage("collectstatic", "--noinput", "-v0", env=env)


def fill(env: dict[str, str], **wishes: int) -> dict[str, Any]:
    """Run `bench.world`; what it made."""
    options = [f"--{name}={value}" for name, value in wishes.items()]
    done = subprocess.run(
        [sys.executable, "-m", "bench.world", *options],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def ask(
    served: Served, requests: list[list[Any]], *, clients: int, seconds: float = 0
) -> list[tuple[int, float]]:
    """Send the requests from processes of their own; status and seconds of each."""
    processes = 2 if clients > 1 else 1
    parts = [requests[n::processes] for n in range(processes)]
    running = []
    for part in parts:
        wish = {
            "port": served.port,
            "clients": max(1, clients // processes),
            "seconds": seconds,
            "requests": part,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append((process, json.dumps(wish)))
    for process, wish in running:
        assert process.stdin
        process.stdin.write(wish)
        process.stdin.close()
    told: list[tuple[int, float]] = []
    for process, _wish in running:
        assert process.stdout
        told += json.loads(process.stdout.read())
        process.wait()
    return told
