"""Clients that ask one thing after another over kept connections; one process each.

Reads {"port", "clients", "seconds", "requests": [[method, path, headers, body]]} from
standard input; with `seconds` the requests go round until the time is over, without
each is sent once. Prints [[status, seconds], ...].
"""

import http.client
import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any


def _ask(link: http.client.HTTPConnection, wish: list[Any]) -> int:
    method, path, headers, body = wish
    try:
        link.request(method, path, body=body, headers=headers)
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        link.close()
        return 0
    return answer.status


def run(
    port: int, clients: int, requests: list[list[Any]], seconds: float
) -> list[tuple[int, float]]:
    """Status and duration of each answer; 0 = no answer at all."""
    told: list[tuple[int, float]] = []
    wishes: Iterator[Any] = itertools.cycle(requests) if seconds else iter(requests)
    lock, gate = threading.Lock(), threading.Barrier(clients)
    end = time.monotonic() + seconds

    def take() -> Any:
        with lock:
            over = seconds and time.monotonic() >= end
            return None if over else next(wishes, None)

    def work() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        gate.wait()
        for wish in iter(take, None):
            begun = time.monotonic()
            told.append((_ask(link, wish), time.monotonic() - begun))

    threads = [threading.Thread(target=work) for _n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


if __name__ == "__main__":
    json.dump(run(**json.load(sys.stdin)), sys.stdout)
