"""The true optimum of an assignment: as many jobs as possible, then the least cost.

Pure: arrays in, an array out. Jobs go to providers with capacities as a flow of least
cost; a job nobody takes flows over an arc of its own that costs more than any way
round it. Only the cheapest arcs of each job are given to the solver first; whether one
of the others could improve its answer is then decided exactly on the graph of
providers (`assignments.proof`), and the arcs that could are added until none can.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from assignments.proof import ROWS, Market

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
KEPT = 40  # arcs of each job that are given to the solver first
DENSE = 160_000_000  # cells of a cost table that is still kept in memory
ROOM = 1 << 60  # costs times nodes below this stay exact inside the solver
SMALL = 1 << 28  # costs below this are kept in 32 bits


class NoAnswer(ArithmeticError):
    """The solver gave up, which correct arrays never make it do."""


@dataclass(frozen=True)
class Question:
    """`pairs` allowed (job, provider, cost), each at most once; the rest is forbidden.

    `job` and `provider` are indices from 0, `capacity` is one number per provider,
    `cost` whole numbers from 0 on (any length: dtype object where 64 bits are short).
    """

    jobs: int
    capacity: Ints
    job: Ints
    provider: Ints
    cost: npt.NDArray[Any]


def solve(question: Question) -> Ints:
    """The provider of each job, -1 where nobody takes it."""
    providers = len(question.capacity)
    if not question.jobs or not len(question.job):
        return np.full(question.jobs, -1, np.int64)
    cost = question.cost - question.cost.min()
    over = _left_over_cost(question, int(cost.max()))
    if not _is_exact(over, question.jobs + providers + 1):
        return _in_long_numbers(question, cost, over)
    cost = cost.astype(np.int64)
    sparse = len(question.job) <= KEPT * question.jobs
    if sparse or question.jobs * (providers + 1) > DENSE:
        arcs = np.ones(len(question.job), np.bool_)
        return _flow(question, arcs, cost, over)
    return _by_cheapest_arcs(question, cost, over)


def _left_over_cost(question: Question, dearest: int) -> int:
    """More than any chain of moves that would make room for one more job.

    Such a chain visits each provider once at most, and each move costs no more than
    the dearest pair; so an answer with fewer jobs than possible is never the cheapest.
    """
    chain = min(len(question.capacity), question.jobs) + 1
    return chain * dearest + 1


def _is_exact(over: int, nodes: int) -> bool:
    return over * (nodes + 1) < ROOM


def _by_cheapest_arcs(question: Question, cost: Ints, over: int) -> Ints:
    """Solve with the cheapest arcs; add what could improve the answer, and again."""
    market = Market.of(question.jobs, question.capacity, over, over < SMALL)
    market.cost[question.job, question.provider] = cost
    given = np.zeros(market.cost.shape, np.bool_)
    for first in range(0, question.jobs, ROWS):
        part = market.cost[first : first + ROWS, :-1]
        cheapest = np.argpartition(part, KEPT - 1, axis=1)[:, :KEPT]
        np.put_along_axis(given[first : first + ROWS], cheapest, True, axis=1)
    given &= market.allowed()
    while True:
        found = _flow(question, given[question.job, question.provider], cost, over)
        if market.is_best(found):
            return found
        given |= market.better_than_paid(found, given)


def _flow(question: Question, arcs: Flags, cost: Ints, over: int) -> Ints:
    """The least-cost flow over those arcs and each job's arc to "left over"."""
    jobs, providers = question.jobs, len(question.capacity)
    sink = jobs + providers
    job, provider = question.job[arcs], question.provider[arcs]
    every_job = np.arange(jobs)
    every_provider = np.arange(jobs, sink)
    net = SimpleMinCostFlow()
    pairs = net.add_arcs_with_capacity_and_unit_cost(
        job, provider + jobs, np.ones(len(job), np.int64), cost[arcs]
    )
    net.add_arcs_with_capacity_and_unit_cost(
        every_provider,
        np.full(providers, sink),
        np.minimum(question.capacity, jobs),
        np.zeros(providers, np.int64),
    )
    net.add_arcs_with_capacity_and_unit_cost(
        every_job, np.full(jobs, sink), np.ones(jobs, np.int64), np.full(jobs, over)
    )
    net.set_nodes_supplies(every_job, np.ones(jobs, np.int64))
    net.set_node_supply(sink, -jobs)
    status = net.solve()
    if status != net.OPTIMAL:
        raise NoAnswer(str(status))
    used = net.flows(pairs) > 0
    found = np.full(jobs, -1, np.int64)
    found[job[used]] = provider[used]
    return found


def _in_long_numbers(question: Question, cost: npt.NDArray[Any], over: int) -> Ints:
    """Costs too long for the solver: solve them shortened, then mend the answer."""
    nodes = question.jobs + len(question.capacity) + 1
    shift = 0
    while not _is_exact((over >> shift) + over.bit_length(), nodes):
        shift += 1
    long = cost.astype(object)
    short = np.array([one >> shift for one in long], np.int64)
    short_over = _left_over_cost(question, int(short.max()))
    every = np.ones(len(question.job), np.bool_)
    found = _flow(question, every, short, short_over)
    market = Market.of(question.jobs, question.capacity, over, small=None)
    market.cost[question.job, question.provider] = long
    return market.mended(found)
