"""Faults at random while cases run: is a transition lost or doubled?

    python -m bench.chaos [--faults 200] [--seed 1]

A throw-away PostgreSQL and Redis, two workers, beat and a process that books, confirms
and answers without end. One fault after the other: kill -9 of a worker, of beat or of
that process or of PostgreSQL; PostgreSQL cut off; Redis emptied or frozen; messages
delivered again. In the middle a week goes by, so that timers are ripe while all this
happens. When all is quiet every case is compared with its audit log, steps, timers,
proposals and messages. Prints JSON; exit code 1 where anything is wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.processes import ROOT, Program, manage, until
from tests.services.servers import Postgres, Redis

QUICK = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "JOB_LEASE_SECONDS": "3",
    "JOB_RESEND_SECONDS": "1",
    "SWEEP_EVERY_SECONDS": "1",
    "PYTHONPATH": str(ROOT),
}
AGAIN = """
import django; django.setup()
from viewflow.workflow.models import Task
from workflows import tasks
for key in Task.objects.filter(flow_task_type="JOB").order_by("-pk")[:20]:
    tasks.run_job.delay(key.pk); tasks.run_job.delay(key.pk)
"""
PATIENCE = 120.0


class City:
    """Everything that runs, and what can be done to it."""

    def __init__(self, folder: Path, dice: Random, like: Postgres | None) -> None:
        self.folder, self.dice, self.loaded = folder, dice, like is not None
        (folder / "postgres").mkdir()
        self.postgres, self.redis = Postgres(folder / "postgres", like), Redis()
        name = "city" if self.loaded else "postgres"
        self.env = {
            **QUICK,
            "DATABASE_URL": f"{self.postgres.url}/{name}",
            "REDIS_URL": self.redis.url,
        }
        self.running: dict[str, Program] = {}
        self.begun = 0
        self.faults: dict[str, Callable[[], None]] = {
            "worker killed": lambda: self.again(f"worker{dice.randrange(2)}"),
            "beat killed": lambda: self.again("beat"),
            "web killed": lambda: self.again("drive"),
            "database cut off": lambda: self.end_database(self.postgres.stop),
            "database killed": lambda: self.end_database(self.postgres.kill),
            "broker emptied": self.empty_broker,
            "broker frozen": self.freeze_broker,
            "delivered again": self.deliver_again,
        }

    def start(self) -> None:
        """The servers, a loaded city, and everybody at work."""
        self.postgres.start()
        self.redis.start()
        if not self.loaded:
            manage("migrate", "-v0", env=self.env)
            manage("load_city", env=self.env)
        manage("demo_clock", "+0d", env=self.env)
        for name in ("worker0", "worker1", "beat", "drive"):
            self.again(name)

    def again(self, name: str) -> None:
        """kill -9, and a new one, as a supervisor would."""
        if name in self.running:
            self.running.pop(name).kill()
        self.begun += 1
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        command = {
            "beat": [*celery, "beat", "-s", str(self.folder / f"beat{self.begun}"),
                     "--max-interval", "1"],
            "drive": [sys.executable, "-m", "bench.chaos_drive",
                      str(self.begun * 10_000)],
        }.get(name, [*celery, "worker", "-c", "1", "-n", f"{name}@%h"])  # fmt: skip
        log = self.folder / f"{name}-{self.begun}.log"
        self.running[name] = Program(*command, env=self.env, log=log)

    def end_database(self, end: Callable[[], None]) -> None:
        """As after a power cut, or after kill -9."""
        end()
        time.sleep(self.dice.uniform(0, 0.5))
        self.postgres.start()

    def empty_broker(self) -> None:
        """Everything it held is gone."""
        self.redis.stop()
        time.sleep(self.dice.uniform(0, 0.5))
        self.redis.start()

    def freeze_broker(self) -> None:
        """It takes connections and does not answer."""
        self.redis.freeze()
        time.sleep(self.dice.uniform(0.2, 1.5))
        self.redis.thaw()

    def deliver_again(self) -> None:
        """The last jobs' messages, twice more each."""
        command = [sys.executable, "-c", AGAIN]
        subprocess.run(command, cwd=ROOT, env=self._whole_env(), check=False)

    def _whole_env(self) -> dict[str, str]:
        return {**os.environ, **self.env}

    def settle(self) -> dict[str, Any]:
        """No new bookings; every job ends; what the database then says."""
        self.running.pop("drive").kill()
        for name in ("worker0", "worker1", "beat"):
            if self.running[name].process.poll() is not None:
                self.again(name)  # some end themselves when their broker dies
        self.ask("--until-quiet", str(PATIENCE))
        found: dict[str, Any] = self.ask(said=self.acknowledged())
        manage("audit_verify", env=self.env)
        return found

    def acknowledged(self) -> str:
        """The numbers of all bookings that were said to have been made."""
        logs = self.folder.glob("drive-*.log")
        lines = (line for log in logs for line in log.read_text().splitlines())
        return "\n".join(line for line in lines if line and " " not in line)

    def ask(self, *args: str, said: str = "") -> Any:
        """The state of the database."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.chaos_state", *args],
            cwd=ROOT, env=self._whole_env(), input=said, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])

    def stop(self) -> None:
        """End everything."""
        for program in self.running.values():
            program.kill()
        self.redis.stop()
        self.postgres.stop()


def run(
    *, faults: int, seed: int, folder: Path, like: Postgres | None = None
) -> dict[str, Any]:
    """So many faults, then what was found: cases by stage, faults by kind, `wrong`.

    `like` is a PostgreSQL at rest that holds a loaded `city`: else one is loaded here.
    """
    dice = Random(seed)
    city = City(folder, dice, like)
    done: Counter[str] = Counter()
    try:
        city.start()
        until(lambda: city.acknowledged())
        for n in range(faults):
            time.sleep(dice.uniform(0.1, 1.0))
            kind = dice.choice(sorted(city.faults))
            city.faults[kind]()
            done[kind] += 1
            if n == faults // 2:
                manage("demo_clock", "+7d", env=city.env)
        found = city.settle()
    finally:
        city.stop()
    return {"seed": seed, "faults": dict(done), **found}


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(faults=options.faults, seed=options.seed, folder=Path(folder))
    print(json.dumps(found, ensure_ascii=False, indent=1))
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
