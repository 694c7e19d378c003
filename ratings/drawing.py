"""Which accepted cases the bureau looks at again: a draw anybody can repeat.

Each case number is hashed together with the seed; the cases with the smallest hashes
are drawn. Who knows the seed and the list finds the same cases.
"""

from collections.abc import Collection
from hashlib import sha256

LEAST_PERCENT = 10  # domain 2.13: at least a tenth of the accepted cases


def drawn(numbers: Collection[str], seed: str, percent: int) -> list[str]:
    """The drawn case numbers, in the order of the draw; at least `percent` of them.

    ValueError for a share below a tenth or above all, or for an empty seed.
    """
    if not LEAST_PERCENT <= percent <= 100:
        raise ValueError(f"{percent} % is not between {LEAST_PERCENT} and 100")
    if not seed.strip():
        raise ValueError("a draw needs a seed")
    count = -(-len(numbers) * percent // 100)
    return sorted(set(numbers), key=lambda number: place(seed, number))[:count]


def place(seed: str, number: str) -> str:
    """What a case is ordered by: SHA-256 of "seed:number", in hexadecimal."""
    return sha256(f"{seed.strip()}:{number}".encode()).hexdigest()
