"""Booking against a bare Django view, in one run: `python -m bench.booking`.

Rows 1 to 5 of the goals in docs/performance.md, on PostgreSQL and on SQLite; ratios,
never one absolute time. `--peer NAME=URL` asks a peer's page of free times as often.
"""

import argparse
import json
import statistics
import sys
import tempfile
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.load import run
from bench.servers import (
    SECURE,
    Served,
    ask,
    environment,
    fill,
    prepare,
    served,
)
from config.translations import compile_catalogues
from tests.services.servers import Redis, postgres

CSRF = "c" * 32
CLIENTS = 8
MISSES = (409,)


@dataclass
class Bench:
    """A loaded city, the two servers, and what was found."""

    env: dict[str, str]
    product: Served
    bare: Served
    rounds: int
    seconds: float
    history: int
    center: int = 0
    next_firm: int = 0
    found: dict[str, Any] = field(default_factory=dict)

    def fill(self, **wishes: int) -> dict[str, Any]:
        """More firms, slots or old cases."""
        made = fill(self.env, first=self.next_firm, **wishes)
        self.next_firm += wishes.get("firms", 0)
        self.center = made["center"]
        return made


def booking_of(firm: dict[str, Any], slot: int, port: int) -> list[Any]:
    """The whole form, as the firm's browser sends it."""
    body = {"csrfmiddlewaretoken": CSRF, "slot": slot, "truthful": "on", "needs": "看"}
    headers = {
        **SECURE,
        "Host": f"127.0.0.1:{port}",
        "Referer": f"https://127.0.0.1:{port}/book/",
        "Cookie": f"sessionid={firm['session']}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return ["POST", "/book/", headers, urllib.parse.urlencode(body)]


def rate(told: list[tuple[int, float]], seconds: float) -> float:
    """Answers a second; every one of them must be a success."""
    bad = Counter(status for status, _took in told if status not in (200, 201, 302))
    assert not bad, bad
    return len(told) / seconds


def p95(told: list[tuple[int, float]]) -> float:
    """The duration 95 in 100 answers stay under."""
    return statistics.quantiles([took for _status, took in told], n=20)[-1]


def free_slots(bench: Bench) -> dict[str, float]:
    """Row 1: free times of one center for thirty days."""
    ours = [["GET", "/api/centers/wujin/slots/", SECURE, None]] * 2
    bare = [["GET", f"/free/?center={bench.center}", {}, None]] * 2
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    cpu = {"ours": 0.0, "bare": 0.0}
    count = {"ours": 0, "bare": 0}
    slow: list[float] = []
    for _round in range(bench.rounds):
        for name, server, requests in (
            ("ours", bench.product, ours),
            ("bare", bench.bare, bare),
        ):
            before = server.cpu()
            told = ask(server, requests, clients=CLIENTS, seconds=bench.seconds)
            cpu[name] += server.cpu() - before
            count[name] += len(told)
            rates[name].append(rate(told, bench.seconds))
            if name == "ours":
                slow.append(p95(told))
    return {
        "of the bare view": statistics.median(rates["ours"])
        / statistics.median(rates["bare"]),
        "ours per second": statistics.median(rates["ours"]),
        "bare per second": statistics.median(rates["bare"]),
        "web CPU ms": 1000 * cpu["ours"] / count["ours"],
        "bare CPU ms": 1000 * cpu["bare"] / count["bare"],
        "p95 ms": 1000 * statistics.median(slow),
    }


def peer_rate(url: str, wish: argparse.Namespace) -> float:
    """A peer's page of free times, asked by as many clients; it runs elsewhere."""
    parts = urllib.parse.urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    rates = []
    for _round in range(wish.rounds):
        told = run(
            parts.port or 80, CLIENTS, [["GET", path, {}, None]], float(wish.seconds)
        )
        rates.append(rate(told, wish.seconds))
    return statistics.median(rates)


def bookings(bench: Bench, count: int) -> dict[str, float]:
    """Row 2: the whole form against one bare booking; rounds interleaved.

    Besides a bare booking with nineteen statements more that ask nothing: what a
    booking of twenty statements cannot be cheaper than.
    """
    figures: dict[str, list[float]] = {"ours": [], "bare": [], "twenty": []}
    cpu = dict.fromkeys(figures, 0.0)
    for _round in range(bench.rounds):
        made = bench.fill(firms=count, slots=60, capacity=count)
        slots = made["slots"]
        pairs = [(firm, slots[n % len(slots)]) for n, firm in enumerate(made["firms"])]
        ours = [booking_of(firm, slot, bench.product.port) for firm, slot in pairs]
        bare, twenty = (
            [
                ["POST", f"/book/?{slot=}&firm={firm['firm']}&{more=}", {}, None]
                for firm, slot in pairs
            ]
            for more in (0, 19)
        )
        for name, server, requests in (
            ("ours", bench.product, ours),
            ("bare", bench.bare, bare),
            ("twenty", bench.bare, twenty),
        ):
            before = server.cpu()
            took = _all_of(server, requests)
            cpu[name] += server.cpu() - before
            figures[name].append(len(requests) / took)
    total = count * bench.rounds
    ours_rate, bare_rate, twenty_rate = map(statistics.median, figures.values())
    return {
        "of the bare booking": ours_rate / bare_rate,
        "twenty empty statements, of the bare booking": twenty_rate / bare_rate,
        "ours per second": ours_rate,
        "bare per second": bare_rate,
        "web CPU ms": 1000 * cpu["ours"] / total,
        "bare CPU ms": 1000 * cpu["bare"] / total,
    }


def _all_of(server: Served, requests: list[list[Any]]) -> float:
    """Seconds of work per client until all are answered, each with success."""
    told = ask(server, requests, clients=CLIENTS)
    rate(told, 1)
    return sum(took for _status, took in told) / CLIENTS


def race(bench: Bench, firms: int, slots: int, capacity: int) -> dict[str, Any]:
    """Rows 4 and 5 and the rush: every firm asks once; who won, who was told what."""
    made = bench.fill(firms=firms, slots=slots, capacity=capacity)
    keys = made["slots"]
    requests = [
        booking_of(firm, keys[n % len(keys)], bench.product.port)
        for n, firm in enumerate(made["firms"])
    ]
    told = ask(bench.product, requests, clients=200)
    status = Counter(status for status, _took in told)
    places = slots * capacity
    assert status[302] == min(places, firms), status
    assert set(status) <= {302, *MISSES}, status
    return {
        "booked": status[302],
        "refused with offers": status[409],
        "errors": sum(n for key, n in status.items() if key not in (302, 409)),
        "slowest s": max(took for _status, took in told),
    }


def measure(bench: Bench) -> None:
    """All rows, in order."""
    found = bench.found
    bench.fill(firms=0, slots=0, history=1_000)
    found["1 free times, 1,000 booked"] = free_slots(bench)
    found["2 whole booking"] = bookings(bench, 400)
    rounds = [race(bench, 200, 1, 3) for _n in range(20)]
    found["4 200 clients on one time of 3, 20 rounds"] = {
        "booked each": sorted({one["booked"] for one in rounds}),
        "errors": sum(one["errors"] for one in rounds),
        "slowest s": max(one["slowest s"] for one in rounds),
    }
    found["5 200 clients on 50 times"] = race(bench, 200, 50, 1)
    found["6 rush: 2,000 firms on 300 times"] = race(bench, 2000, 300, 1)
    if bench.history:
        say(f"writing {bench.history} old cases")
        bench.fill(firms=11_000, slots=0, history=0)
        bench.fill(firms=0, slots=0, history=bench.history)
        loaded = f"{bench.history:,} old cases"
        found[f"1b free times, {loaded}"] = free_slots(bench)
        found[f"3 whole booking, 11,000 firms and {loaded}"] = bookings(bench, 400)


def say(words: str) -> None:
    """To the person who waits."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A throw-away database; its URL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'city.sqlite3'}"
        return
    inside = folder / "postgres"
    inside.mkdir()
    with postgres(inside) as url:
        with psycopg.connect(f"{url}/postgres", autocommit=True) as link:
            link.execute("create database city")
        yield f"{url}/city"


def on(kind: str, wish: argparse.Namespace) -> dict[str, Any]:
    """The whole measure on one kind of database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o711)
        redis = Redis()
        redis.start()
        stack.callback(redis.stop)
        env = environment(stack.enter_context(database(kind, folder)), redis.url)
        say(f"{kind}: preparing")
        prepare(env)
        sqlite = kind == "sqlite"
        enter: Callable[..., Any] = stack.enter_context
        bench = Bench(
            env=env,
            product=enter(served("config.wsgi:application", env, folder, sqlite)),
            bare=enter(served("bench.bare:application", env, folder, sqlite)),
            rounds=wish.rounds,
            seconds=wish.seconds,
            history=wish.history,
        )
        measure(bench)
        return bench.found


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--history", type=int, default=1_000_000)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=URL")
    parser.add_argument("--on", choices=["postgresql", "sqlite"], action="append")
    wish = parser.parse_args()
    compile_catalogues()
    found: dict[str, Any] = {
        kind: on(kind, wish) for kind in wish.on or ["postgresql", "sqlite"]
    }
    for peer in wish.peer:
        name, _sign, url = peer.partition("=")
        found[name] = {"free times per second": peer_rate(url, wish)}
    json.dump(found, sys.stdout, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    main()
