"""A case's next step goes before the night's work, whoever came first."""

import os
import re
import subprocess
import sys

import pytest

from config.celery import app
from tests.processes import ROOT, manage, until
from tests.services.servers import script
from workflows import tasks
from workflows.schedule import NIGHT, QUEUES, ROUTES, STEPS, schedule


def test_every_beat_task_and_every_route_has_a_queue_that_is_consumed():
    names = {row["task"] for row in schedule(10).values()} | set(ROUTES)
    assert names - set(app.tasks) == set()
    assert {queue.name for queue in app.conf.task_queues} == set(QUEUES)
    assert ROUTES["workflows.tasks.run_job"] == {"queue": STEPS}
    assert tasks.plan_slots.name in ROUTES
    assert ROUTES[tasks.plan_slots.name] == {"queue": NIGHT}


@pytest.mark.services
def test_a_worker_empties_the_steps_first_and_the_night_last(sqlite_city, redis, start):
    env = {
        **sqlite_city,
        "REDIS_URL": redis.url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    script("send_in_wrong_order.py", env)
    program = start(
        sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1",
        "--loglevel", "INFO", env=env,
    )  # fmt: skip
    until(lambda: len(received(program)) >= 13)
    assert received(program) == ["run_job", *["remind"] * 6, *["check_ties"] * 6]


VANISHED = """
from viewflow.workflow.models import Process, Task
process = Process.objects.create(flow_class="workflows/flows.diagnosis.DiagnosisFlow")
reference = "workflows/flows.diagnosis.DiagnosisFlow.vanished"
Task.objects.create(process=process, flow_task=reference, flow_task_type="HUMAN")
"""


@pytest.mark.services
@pytest.mark.parametrize("what", ["worker", "beat"])
def test_neither_worker_nor_beat_starts_on_a_city_with_a_step_that_is_gone(
    sqlite_city, what, tmp_path
):
    manage("shell", "-c", VANISHED, env=sqlite_city)
    kept = ["--schedule", str(tmp_path / "beat")] if what == "beat" else []
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config", what, *kept], check=False,
        cwd=ROOT, env={**os.environ, **sqlite_city}, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "wenzhen.E002" in ended.stderr


def received(program) -> list[str]:
    """The tasks in the order in which the worker took them."""
    return re.findall(r"Task workflows\.tasks\.(\w+)\[\S+\] received", program.text())
