"""Whether an assignment is the best one, decided on the small graph of providers.

Moving a job from provider a to provider b changes the cost by cost(b) - cost(a); the
cheapest such move is the arc a → b. An assignment is the best exactly if no chain of
moves that ends where there is room, and no ring of moves, makes it cheaper. "Left
over" counts as one more provider, with room for everybody, so having most jobs
assigned is part of the same question.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
ROWS = 8192  # jobs looked at together


@dataclass
class Market:
    """`cost[job, provider]`, the last column being "left over"; `never` = forbidden."""

    cost: Table
    capacity: Ints
    never: int

    @classmethod
    def of(cls, jobs: int, capacity: Ints, over: int, small: bool | None) -> "Market":
        """A table of forbidden pairs; 32 bits if `small`, any length if None."""
        kind: Any = object if small is None else np.int32 if small else np.int64
        never = (1 << 29) if small else 4 * over
        table = np.full((jobs, len(capacity) + 1), never, kind)
        table[:, -1] = over
        return cls(table, np.append(capacity, jobs), never)

    def allowed(self) -> npt.NDArray[np.bool_]:
        """Which cells are no forbidden pair."""
        return self.cost < self.never

    def is_best(self, found: Ints) -> bool:
        """Whether no chain and no ring of moves makes it cheaper."""
        return self._prices(found, self._moves(found)[0]).start < 0

    def better_than_paid(self, found: Ints, given: npt.NDArray[np.bool_]) -> Table:
        """The pairs not `given` that are cheaper at the prices of the given ones."""
        narrow = Market(
            np.where(given, self.cost, self.never), self.capacity, self.never
        )
        narrow.cost[:, -1] = self.cost[:, -1]
        prices = narrow._prices(found, narrow._moves(found)[0]).prices
        home = self._home(found)
        paid = self.cost[np.arange(len(home)), home] + prices[home]
        return self.allowed() & ~given & (self.cost + prices < paid[:, None])

    def mended(self, found: Ints) -> Ints:
        """The best assignment, by making the cheapest chain or ring until none is."""
        while True:
            moves, which = self._moves(found)
            seen = self._prices(found, moves)
            if seen.start < 0:
                return found
            home = self._home(found)
            for here, there in _chain(seen.following, seen.start):
                home[which[here, there]] = there
            found = np.where(home == len(self.capacity) - 1, -1, home)

    def _home(self, found: Ints) -> Ints:
        return np.where(found < 0, len(self.capacity) - 1, found)

    def _moves(self, found: Ints) -> tuple[Table, Ints]:
        """The cheapest move from each provider to each, and the job that makes it."""
        home = self._home(found)
        size = len(self.capacity)
        kind = object if self.cost.dtype == object else np.int64
        moves = np.full((size, size), self.never, kind)
        which = np.full((size, size), -1, np.int64)
        order = np.argsort(home, kind="stable")
        bounds = np.searchsorted(home[order], np.arange(size + 1))
        for here in range(size):
            jobs = order[bounds[here] : bounds[here + 1]]
            for first in range(0, len(jobs), ROWS):
                part = jobs[first : first + ROWS]
                gain = self.cost[part] - self.cost[part, here][:, None]
                best = np.argmin(gain, axis=0)
                value = gain[best, np.arange(size)]
                better = value < moves[here]
                moves[here][better] = value[better]
                which[here][better] = part[best][better]
        return moves, which

    def _prices(self, found: Ints, moves: Table) -> "Prices":
        """What a place at each provider is worth: the cheapest chain to free room.

        Bellman and Ford. A price below zero is a chain that makes the assignment
        cheaper; prices that still fall after as many rounds as there are providers go
        round in a ring that does.
        """
        size = len(self.capacity)
        load = np.bincount(self._home(found), minlength=size)
        prices = np.full(size, self.never, moves.dtype)
        prices[load < self.capacity] = 0
        following = np.full(size, -1, np.int64)
        for _n in range(size + 1):
            through = moves + prices[None, :]
            best = np.argmin(through, axis=1)
            value = through[np.arange(size), best]
            better = value < prices
            if not better.any():
                return Prices(prices, following, -1)
            prices = np.where(better, value, prices)
            following = np.where(better, best, following)
            if (prices < 0).any():
                return Prices(prices, following, int(np.argmin(prices)))
        return Prices(prices, following, int(np.argmax(better)))


@dataclass(frozen=True)
class Prices:
    """`following`: the next provider of each one's cheapest chain, -1 = room here.

    `start`: where a chain or ring begins that makes the assignment cheaper, -1 = none.
    """

    prices: Table
    following: Ints
    start: int


def _chain(following: Ints, start: int) -> list[tuple[int, int]]:
    """The moves from `start` on; where they come round, the ring alone."""
    seen: dict[int, int] = {}
    nodes: list[int] = []
    here = start
    while here >= 0 and here not in seen:
        seen[here] = len(nodes)
        nodes.append(here)
        here = int(following[here])
    if here >= 0:
        nodes = [*nodes[seen[here] :], here]
    return list(pairwise(nodes))
