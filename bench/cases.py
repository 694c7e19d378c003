"""Copies cases of a seeded city, by SQL; does steps; for `bench.workflow`.

Run as a script in the product's environment; prints a JSON object.
"""

import argparse
import json
import sys
from collections import Counter
from typing import Any

import django

django.setup()

from django.db import connection, models  # noqa: E402
from viewflow.workflow.models import Process, Task  # noqa: E402

from accounts.models import User  # noqa: E402
from bench.world import session_of  # noqa: E402
from bookings.models import Booking  # noqa: E402
from city.loading import showcase  # noqa: E402
from city.seeding import seed_city  # noqa: E402
from diagnoses.actions import review_report  # noqa: E402
from diagnoses.models import Diagnosis, Report  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.access.roles import Role  # noqa: E402
from foundation.errors import Busy, LostRace  # noqa: E402
from workflows import engine  # noqa: E402
from workflows.models import Due  # noqa: E402

FAR = 1_000_000_000  # keys of copies begin here, far from all others


def copy(model: type[models.Model], pairs: str, **other: str) -> None:
    """A copy of a row for each (old, new, n) of the query; `other`: changed columns.

    The new row's key is FAR + n.
    """
    table = model._meta.db_table
    names = [field.column for field in model._meta.concrete_fields]
    values = [other.get(name, f"t.{name}") for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({', '.join(names)}) select {', '.join(values)} "
            f"from ({pairs}) p join {table} t on t.id = p.old"
        )


def multiply(stage: str, node: str, first: int, count: int) -> list[int]:
    """So many copies of the cases at that stage; the keys of their tasks of `node`."""
    dues = Due.objects.filter(booking__stage=stage, node=node).order_by("booking", "pk")
    kept: dict[int, Due] = {}
    for due in dues.select_related("task", "booking__diagnosis__report"):
        kept[due.booking_id or 0] = due
    assert kept, f"no case is at {stage}"
    rows = list(kept.values())
    numbers = f"generate_series({first}, {first + count - 1}) n"

    def pairs(key: Any) -> str:
        olds = ", ".join(f"({n}, {key(due)})" for n, due in enumerate(rows))
        return (
            f"select v.old, n, {FAR} + n as new from {numbers} "
            f"join (values {olds}) v (place, old) on v.place = n % {len(rows)}"
        )

    new = {"id": "p.new"}
    of_case, of_process = {"booking_id": "p.new"}, {"process_id": "p.new"}
    copy(
        Booking, pairs(lambda due: due.booking_id), **new, number="'K' || p.n",
        booked_at="t.booked_at - p.n * interval '1 minute'",
    )  # fmt: skip
    copy(Process, pairs(lambda due: due.task.process_id), **new)
    copy(
        Diagnosis, pairs(lambda due: due.booking.diagnosis.pk), **new, **of_case,
        **of_process,
    )  # fmt: skip
    copy(
        Report, pairs(lambda due: due.booking.diagnosis.report.pk), **new,
        diagnosis_id="p.new",
    )  # fmt: skip
    copy(Task, pairs(lambda due: due.task_id), **new, **of_process)
    copy(
        Due, pairs(lambda due: due.pk), **new, **of_case, task_id="p.new",
        done_at="t.done_at - p.n * interval '1 minute'",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return [FAR + n for n in range(first, first + count)]


def seed() -> dict[str, Any]:
    """A seeded city; a session of each showcase person."""
    at = clock.now()
    seed_city(seed=1, cases=200, at=at, say=lambda _line: None)
    # Copies of a firm's case stand beside the firm's own: only the limit goes.
    with connection.cursor() as cursor:
        cursor.execute("drop index one_diagnosis_per_firm_and_campaign")
    people = {role: User.objects.get(phone=phone) for role, phone in showcase()}
    sessions = {}
    for role, user in people.items():
        key, row = session_of(user)
        row.save()
        sessions[str(role)] = key
    return {"sessions": sessions}


def sessions_of_managers(tasks: list[int]) -> list[str]:
    """A session of the manager who may do each step."""
    center = dict(Due.objects.filter(task__in=tasks).values_list("task", "center"))
    by_center: dict[Any, str] = {}
    for home in set(center.values()):
        manager = manager_of(home)
        by_center[home], row = session_of(manager)
        row.save()
    return [by_center[center[task]] for task in tasks]


def manager_of(center: Any) -> User:
    """Somebody who manages the center now."""
    managers = User.objects.filter(
        memberships__role=Role.MANAGER, memberships__center=center, is_active=True
    )
    found: User = managers.distinct().order_by("pk")[0]
    return found


def work(tasks: list[int]) -> dict[str, int]:
    """Pass the report of each, one after the other; what came of it."""
    told: Counter[str] = Counter()
    people: dict[Any, Any] = {}
    for key in tasks:
        due = Due.objects.with_names().get(task=key)
        if due.center_id not in people:
            people[due.center_id] = manager_of(due.center_id)
        told[_do(due, people[due.center_id])] += 1
    return dict(told)


def _do(due: Due, by: Any) -> str:
    at = clock.now()
    try:
        engine.complete(
            due=due,
            by=by,
            at=at,
            perform=lambda case, _task: review_report(
                booking=case, passed=True, points="", by=by, at=at
            ),
        )
    except LostRace:
        return "lost"
    except Busy:
        return "busy"
    return "done"


def main() -> None:
    """Do one thing and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", action="store_true")
    parser.add_argument("--stage", default="")
    parser.add_argument("--node", default="")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--work", default="", help="first-last, every step of them")
    wish = parser.parse_args()
    found: Any
    if wish.seed:
        found = seed()
    elif wish.work:
        sys.stdin.readline()  # all start together
        first, last, step = map(int, wish.work.split("-"))
        found = work([FAR + n for n in range(first, last, step)])
    else:
        tasks = multiply(wish.stage, wish.node, wish.first, wish.count)
        found = {"tasks": tasks if wish.count <= 10_000 else []}
        if wish.stage == "reviewing":
            found["sessions"] = sessions_of_managers(tasks)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
