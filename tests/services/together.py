"""Many people doing the same at the same moment, each in a thread of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, connections

from foundation.errors import DomainError, LostRace


def all_at_once(people: Sequence[Any], act: Callable[[Any], object]) -> list[Any]:
    """What each was told: "won", the LostRace itself, or words about what broke."""
    told: list[Any] = []
    gate = threading.Barrier(len(people))

    def run(person: Any) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            told.append(_told(act, person))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _told(act: Callable[[Any], object], person: Any) -> Any:
    try:
        act(person)
    except LostRace as error:
        return error
    except DomainError as error:
        return f"refused: {error}"
    except Exception as error:
        return f"broken: {type(error).__name__}: {error}"
    return "won"


def counted(words: Sequence[str]) -> dict[str, int]:
    """How often each was said."""
    return {word: words.count(word) for word in sorted(set(words))}
