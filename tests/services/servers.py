"""Throw-away PostgreSQL, Redis, web, worker and beat: started here, ended here."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from tests.processes import ROOT, free_port, listens, until


def postgres_bin() -> Path | None:
    """Where Debian keeps the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    here = shutil.which("initdb")
    return Path(here).parent if here else None


class Postgres:
    """A PostgreSQL of its own, which can be killed and started again.

    Its data begin as a copy of those of another one at rest, where that is given; one
    that is not durable does not wait for the disk.
    """

    def __init__(
        self, folder: Path, like: "Postgres | None" = None, *, durable: bool = True
    ) -> None:
        programs = postgres_bin()
        assert programs is not None
        drop: list[str] = []
        if os.geteuid() == 0:  # it refuses to run as root
            drop = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")
            for parent in [folder, *folder.parents][:6]:
                with contextlib.suppress(PermissionError):
                    parent.chmod(parent.stat().st_mode | 0o711)
        self.data, self.port = folder / "data", free_port()
        new = [str(programs / "initdb"), "-D", str(self.data), "-U", "wenzhen"]
        new += ["-A", "trust", "-E", "UTF8", "--no-sync"]
        copy = ["cp", "-r", str(like.data), str(self.data)] if like else []
        assert _quietly(*drop, *(copy or new))
        self._control = [*drop, str(programs / "pg_ctl"), "-D", str(self.data)]
        self._options = (
            f"-p {self.port} -k {folder} -c listen_addresses=127.0.0.1 "
            f"-c max_connections=300 -c fsync={'on' if durable else 'off'}"
        )

    @property
    def url(self) -> str:
        """The URL up to the database's name."""
        return f"postgres://wenzhen@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Again and again while a killed one's last process still holds its memory."""
        until(lambda: _quietly(*self._control, "-w", "-o", self._options, "start"))

    def rest(self) -> None:
        """Everything is written down, so that the data can be copied."""
        assert _quietly(*self._control, "-w", "-m", "fast", "stop")

    def kill(self) -> None:
        """kill -9 of its first process; the others end when they notice."""
        first = (self.data / "postmaster.pid").read_text().split()[0]
        os.kill(int(first), signal.SIGKILL)

    def stop(self) -> None:
        """At once, as after a power cut: what was committed is there again."""
        _quietly(*self._control, "-m", "immediate", "stop")


def _quietly(*command: str) -> bool:
    """Whether it succeeded; what it said is of no interest."""
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, check=False, **nowhere).returncode == 0


@contextlib.contextmanager
def postgres(
    folder: Path, like: Postgres | None = None, *, durable: bool = True
) -> Iterator[str]:
    """A running PostgreSQL of its own; yields the URL up to the database's name."""
    server = Postgres(folder, like, durable=durable)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


class Redis:
    """A Redis of its own, which can be frozen, killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "redis-server",
                "--port",
                str(self.port),
                "--save",
                "",
                "--bind",
                "127.0.0.1",
            ],
            stdout=subprocess.DEVNULL,
        )
        until(lambda: listens(self.port))

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def script(name: str, env: dict[str, str], *args: str) -> Any:
    """A script beside this file, in a process of its own; its JSON answer."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/services" / name), *args],
        cwd=ROOT,
        env={**os.environ, **env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


class Browser:
    """A plain HTTP client with cookies, as a firm's phone without scripts."""

    def __init__(self, base: str, timeout: float = 20) -> None:
        self.base, self.timeout = base, timeout
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar)
        )

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, final address and text."""
        return self._open(urllib.request.Request(self.base + path))

    def post(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Send a form with its token."""
        token = next((c.value for c in self.jar if c.name == "csrftoken"), "")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        request = urllib.request.Request(self.base + path, data=body)
        request.add_header("Referer", self.base + path)
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(request, timeout=self.timeout) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url or "", error.read().decode()
