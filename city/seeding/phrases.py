"""The phrase book: what people of the seeded city write, varied by chance."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from foundation.json_files import read_json

BOOK = Path(__file__).parent / "book"


@cache
def book(name: str) -> Any:
    """One volume of the phrase book."""
    return read_json(BOOK / f"{name}.json")


@cache
def _trades() -> dict[str, dict[str, Any]]:
    return {
        sector: trade
        for trade in book("sectors").values()
        for sector in trade["sectors"]
    }


def known_sectors() -> frozenset[str]:
    """The divisions that the book can tell of."""
    return frozenset(_trades())


def trade_of(sector: str) -> dict[str, Any]:
    """Steps, machines, needs and findings of a GB/T 4754 division's trade."""
    return _trades()[sector]


def say(chance: Random, *path: str, **values: Any) -> str:
    """One of the phrases at that place of the talk, filled in."""
    found = book("talk")
    for name in path:
        found = found[name]
    text: str = found if isinstance(found, str) else chance.choice(found)
    return text.format(**values)
