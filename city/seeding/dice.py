"""The only source of chance: the same seed and key give the same city."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(seed: int, *key: object) -> Random:
    """A generator of its own for one subject, whatever the others have drawn."""
    return Random(f"{seed}:{':'.join(map(str, key))}")  # noqa: S311 - no secret


def shuffled(items: Sequence[T], chance: Random) -> list[T]:
    """The items in another order."""
    return chance.sample(items, len(items))


def spread(kinds: Sequence[tuple[T, int]], count: int) -> list[T]:
    """`count` items in the proportions of the weights, each kind evenly among the
    others (largest deficit first); the order depends on nothing else."""
    whole = sum(weight for _kind, weight in kinds)
    given = [0] * len(kinds)
    order: list[T] = []
    for n in range(1, count + 1):
        lack = [
            weight * n / whole - given[k] for k, (_kind, weight) in enumerate(kinds)
        ]
        k = lack.index(max(lack))
        given[k] += 1
        order.append(kinds[k][0])
    return order
