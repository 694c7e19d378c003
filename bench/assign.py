"""The assignment: times, memory, and the optimum against greedy: `-m bench.assign`.

Row 7 of the goals in docs/performance.md, through the real command, reading and writing
included; then three seeded cities in which taking the cheapest pair first, or the cases
as they come, is compared with the optimum. `--small` leaves out the largest size.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assignments.solver import Question, solve

SIZES = ((1_000, 100), (10_000, 500), (100_000, 500))
FORBIDDEN, SPARE = 0.2, 0.04
DEAREST = 1000
SEEDS = (2024, 2025, 2026)
Table = npt.NDArray[np.int64]


def table(jobs: int, providers: int, seed: int) -> Table:
    """Costs of a city: distance and load of work at random, -1 = forbidden."""
    dice = np.random.default_rng(seed)
    places, homes = dice.random((jobs, 2)), dice.random((providers, 2))
    far = np.hypot(*(places[:, None] - homes[None]).transpose(2, 0, 1))
    cost = (far / 1.5 * DEAREST * 0.6 + dice.integers(0, 400, far.shape)).astype(int)
    cost[dice.random(far.shape) < FORBIDDEN] = -1
    return cost


def capacities(jobs: int, providers: int) -> list[int]:
    """Equal, with a little to spare."""
    return [int(jobs * (1 + SPARE) / providers) + 1] * providers


def write(path: Path, jobs: int, providers: int) -> int:
    """The question as a file; returns how many pairs it allows."""
    dice, pairs = np.random.default_rng(1), 0
    with path.open("w", encoding="utf-8") as file:
        names = ", ".join(f'{{"id": "J{n}"}}' for n in range(jobs))
        rooms = ", ".join(
            f'{{"id": "P{n}", "capacity": {room}}}'
            for n, room in enumerate(capacities(jobs, providers))
        )
        file.write(f'{{"jobs": [{names}], "providers": [{rooms}], "pairs": [')
        for job in range(jobs):
            allowed = np.flatnonzero(dice.random(providers) >= FORBIDDEN).tolist()
            costs = dice.integers(0, DEAREST, len(allowed)).tolist()
            row = ", ".join(
                f'["J{job}", "P{provider}", {cost}]'
                for provider, cost in zip(allowed, costs, strict=True)
            )
            file.write((", " if job else "") + row)
            pairs += len(allowed)
        file.write("]}")
    return pairs


def ask(path: Path) -> tuple[float, float, int, dict[str, object]]:
    """Seconds, seconds of CPU, peak kilobytes and the answer of the real command."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "manage.py", "assign", "--what-if", str(path)],
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        answer = json.loads(process.stdout.read())
        _pid, code, used = os.wait4(process.pid, 0)
        process.returncode = code
    assert code == 0, code
    took = time.perf_counter() - begun
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss, answer


def times(sizes: tuple[tuple[int, int], ...]) -> None:
    """Each size through the command."""
    for jobs, providers in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "question.json"
            pairs = write(path, jobs, providers)
            size = path.stat().st_size / 1e6
            took, cpu, memory, answer = min(ask(path) for _n in range(2))
        left = len(answer["unassigned"])  # type: ignore[arg-type]
        print(
            f"{jobs:>7} x {providers}: {pairs} pairs, {size:.0f} MB, {took:.2f} s"
            f" ({cpu:.2f} s of CPU), {memory / 1e3:.0f} MB, {left} left over"
        )


def cheapest_first(cost: Table, room: list[int]) -> tuple[int, int]:
    """Greedy: the cheapest pair that is still possible; placed, cost."""
    order = np.argsort(cost, axis=None, kind="stable")
    taken, left, total = set(), list(room), 0
    for cell in order.tolist():
        job, provider = divmod(cell, cost.shape[1])
        if cost[job, provider] >= 0 and job not in taken and left[provider]:
            taken.add(job)
            left[provider] -= 1
            total += int(cost[job, provider])
    return len(taken), total


def as_they_come(cost: Table, room: list[int]) -> tuple[int, int]:
    """Greedy: each case in turn takes its cheapest provider with room."""
    left, total, placed = np.array(room), 0, 0
    for row in cost:
        able = np.flatnonzero((row >= 0) & (left > 0))
        if len(able):
            best = able[np.argmin(row[able])]
            left[best] -= 1
            total, placed = total + int(row[best]), placed + 1
    return placed, total


def cities(jobs: int = 2000, providers: int = 100) -> None:
    """Three seeded cities: what greedy pays more than the optimum."""
    for seed in SEEDS:
        cost, room = table(jobs, providers, seed), capacities(jobs, providers)
        job, provider = np.nonzero(cost >= 0)
        pairs = cost[job, provider]
        found = solve(Question(jobs, np.array(room), job, provider, pairs))
        best = int(cost[np.flatnonzero(found >= 0), found[found >= 0]].sum())
        print(f"city {seed}: optimum {int((found >= 0).sum())} placed, cost {best}")
        for word, greedy in (("cheapest", cheapest_first), ("arrival", as_they_come)):
            placed, paid = greedy(cost, room)
            assert (placed, -paid) <= (int((found >= 0).sum()), -best)
            print(f"  {word} first: {placed} placed, {paid / best - 1:+.1%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    times(SIZES[:-1] if parser.parse_args().small else SIZES)
    cities()
