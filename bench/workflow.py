"""Casework against a view by hand, and at a million cases: `python -m bench.workflow`.

On a throw-away PostgreSQL with a seeded city: what a transition costs beside a view
that does the same writes by hand; how long inbox and case list take with many old
cases beside few; what sixteen processes do together. Ratios of one run, as JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.booking import CSRF, database, p95, rate, say
from bench.servers import SECURE, Served, ask, environment, prepare, served
from config.translations import compile_catalogues
from tests.processes import ROOT
from tests.services.servers import Redis

PAGES = (
    ("manager", "/inbox/"),
    ("manager", "/cases/"),
    ("coordinator", "/inbox/"),
    ("coordinator", "/cases/"),
    ("officer", "/inbox/"),
    ("officer", "/cases/"),
)
SHARE = 60  # steps for each of the processes that work together


def cases(env: dict[str, str], *wish: str) -> dict[str, Any]:
    """Run `bench.cases`; what it says."""
    return told_by(begin(env, *wish))


def begin(env: dict[str, str], *wish: str) -> Any:
    """`bench.cases` as a process that waits for a line where it works with others."""
    return subprocess.Popen(
        [sys.executable, "-m", "bench.cases", *wish],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told_by(process: Any) -> dict[str, Any]:
    """What the process printed; loud where it failed."""
    out, err = process.communicate("\n")
    assert process.returncode == 0, err[-3000:]
    found: dict[str, Any] = json.loads(out)
    return found


def headers(port: int, session: str) -> dict[str, str]:
    """What a signed-in browser sends along."""
    return {
        **SECURE,
        "Host": f"127.0.0.1:{port}",
        "Referer": f"https://127.0.0.1:{port}/",
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


def reviews(made: dict[str, Any], server: Served) -> list[list[Any]]:
    """The form of the review, sent by the managers of the cases."""
    body = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": CSRF, "decision": "pass", "points": ""}
    )
    return [
        ["POST", f"/tasks/{task}/", headers(server.port, session), body]
        for task, session in zip(made["tasks"], made["sessions"], strict=True)
    ]


class Bench:
    """A seeded city, the servers, and where the next copies begin."""

    def __init__(self, env: dict[str, str], ours: Served, hand: Served) -> None:
        self.env, self.ours, self.hand = env, ours, hand
        self.next = 0
        self.sessions: dict[str, str] = cases(env, "--seed")["sessions"]

    def copies(self, stage: str, node: str, count: int) -> dict[str, Any]:
        """More cases at that stage."""
        made = cases(
            self.env, "--stage", stage, "--node", node,
            "--first", str(self.next), "--count", str(count),
        )  # fmt: skip
        self.next += count
        return made


def transitions(bench: Bench, rounds: int, count: int) -> dict[str, float]:
    """A review through the product and by hand, one client, rounds interleaved."""
    took: dict[str, list[float]] = {"ours": [], "by hand": []}
    cpu = {"ours": 0.0, "by hand": 0.0}
    for _round in range(rounds):
        for name, server in (("ours", bench.ours), ("by hand", bench.hand)):
            requests = reviews(bench.copies("reviewing", "review", count), server)
            before = server.cpu()
            told = ask(server, requests, clients=1)
            cpu[name] += server.cpu() - before
            rate(told, 1)
            took[name].append(statistics.median(seconds for _s, seconds in told))
    ours, hand = (statistics.median(took[name]) for name in ("ours", "by hand"))
    return {
        "times by hand": ours / hand,
        "ours ms": 1000 * ours,
        "by hand ms": 1000 * hand,
        "web CPU, times by hand": cpu["ours"] / cpu["by hand"],
    }


def lists(bench: Bench, asked: int) -> dict[str, float]:
    """p95 of each page in seconds, one client."""
    found = {}
    for role, path in PAGES:
        wish = ["GET", path, headers(bench.ours.port, bench.sessions[role]), None]
        ask(bench.ours, [wish] * 4, clients=1)
        told = ask(bench.ours, [wish] * asked, clients=1)
        rate(told, 1)
        found[f"{role} {path}"] = p95(told)
    return found


def together(bench: Bench, processes: int, *, same: bool = False) -> dict[str, Any]:
    """So many processes work at once, on steps of their own or all on the same."""
    first = bench.next
    count = SHARE if same else SHARE * processes
    bench.copies("reviewing", "review", count)
    running = [
        begin(
            bench.env,
            "--work",
            f"{first + (0 if same else n)}-{first + count}-{1 if same else processes}",
        )
        for n in range(processes)
    ]
    time.sleep(1.5 * processes)  # until all have started and wait for the word
    begun = time.monotonic()
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    told: Counter[str] = Counter()
    for process in running:
        told.update(told_by(process))
    return {**told, "done per second": told["done"] / (time.monotonic() - begun)}


def measure(bench: Bench, wish: argparse.Namespace) -> dict[str, Any]:
    """All rows, in order."""
    found: dict[str, Any] = {}
    found["a transition"] = transitions(bench, wish.rounds, wish.count)
    say("processes together")
    alone = together(bench, 2)
    many = together(bench, 16)
    ratio = many["done per second"] / alone["done per second"]
    found["2 processes"], found["16 processes"] = alone, many
    found["16 of 2 processes, per second"] = ratio
    found["16 processes on the same steps"] = together(bench, 16, same=True)
    say(f"{wish.few} old cases")
    bench.copies("closed", "accept", wish.few)
    few = lists(bench, wish.asked)
    say(f"{wish.many} old cases")
    bench.copies("closed", "accept", wish.many - wish.few)
    many_took = lists(bench, wish.asked)
    found[f"p95 at {wish.many:,} of that at {wish.few:,}"] = {
        page: {
            "ratio": many_took[page] / few[page],
            "ms": round(1000 * many_took[page], 1),
        }
        for page in few
    }
    return found


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--asked", type=int, default=60)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    wish = parser.parse_args()
    compile_catalogues()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o711)
        redis = Redis()
        redis.start()
        stack.callback(redis.stop)
        url = stack.enter_context(database("postgresql", folder))
        env = environment(url, redis.url)
        say("preparing")
        prepare(env)
        ours = stack.enter_context(
            served("config.wsgi:application", env, folder, sqlite=False)
        )
        hand = stack.enter_context(
            served("bench.by_hand:application", env, folder, sqlite=False)
        )
        bench = Bench({**os.environ, **env}, ours, hand)
        found = measure(bench, wish)
    json.dump(found, sys.stdout, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    main()
