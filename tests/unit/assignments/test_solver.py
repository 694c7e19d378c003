"""The optimum against a slow solver that shares nothing with it."""

import random

import numpy as np
import pytest

from assignments import solver
from assignments.solver import Question, solve

BIG = (3, 20, 1000, 10**9, 10**17, 10**30)


def slow(jobs, capacity, pairs):
    """(placed, cost) by shortest augmenting paths over a graph of dictionaries.

    Bellman and Ford from every free job; as many rounds as there are jobs to place.
    """
    taken = {}
    allowed = {}
    for job, provider, cost in pairs:
        allowed.setdefault(job, {})[provider] = cost
    while True:
        best = cheapest_path(jobs, capacity, allowed, taken)
        if best is None:
            break
        for job, provider in best:
            taken[job] = provider
    return len(taken), sum(allowed[job][provider] for job, provider in taken.items())


def cheapest_path(jobs, capacity, allowed, taken):  # noqa: C901 - one plain search
    """Moves that place one more job at the least cost in all, None = impossible."""
    load = [0] * len(capacity)
    for provider in taken.values():
        load[provider] += 1
    price, way = {}, {}
    for job in set(range(jobs)) - set(taken):
        for provider, cost in allowed.get(job, {}).items():
            if cost < price.get(provider, float("inf")):
                price[provider], way[provider] = cost, (None, job)
    for _n in capacity:
        for job, here in taken.items():
            if here not in price:
                continue
            for there, cost in allowed[job].items():
                through = price[here] + cost - allowed[job][here]
                if there != here and through < price.get(there, float("inf")):
                    price[there], way[there] = through, (here, job)
    ends = [one for one in price if load[one] < capacity[one]]
    if not ends:
        return None
    here, moves = min(ends, key=lambda one: price[one]), []
    while here is not None:
        before, job = way[here]
        moves.append((job, here))
        here = before
    return moves


def asked(jobs, capacity, pairs):
    """(placed, cost) of the product's solver; nothing forbidden, no room overrun."""
    huge = any(cost >= 1 << 62 for *_pair, cost in pairs)
    question = Question(
        jobs,
        np.array(capacity, np.int64),
        np.array([job for job, *_rest in pairs], np.int64),
        np.array([provider for _job, provider, _cost in pairs], np.int64),
        np.array([cost for *_pair, cost in pairs], object if huge else np.int64),
    )
    found = solve(question).tolist()
    costs = {(job, provider): cost for job, provider, cost in pairs}
    for provider, room in enumerate(capacity):
        assert found.count(provider) <= room
    placed = [(job, one) for job, one in enumerate(found) if one >= 0]
    return len(placed), sum(costs[pair] for pair in placed)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kept", [1, 2, 40])
def test_it_places_most_first_and_then_costs_least(seed, kept, monkeypatch):
    """`kept` = 1 cuts almost every arc off at first: the proof has to bring them."""
    monkeypatch.setattr(solver, "KEPT", kept)
    dice = random.Random(seed)
    for _n in range(60):
        jobs, providers, dearest = (
            dice.randint(1, 9),
            dice.randint(1, 6),
            dice.choice(BIG),
        )
        share = dice.choice([0.3, 0.7, 1])
        capacity = [dice.randint(0, 3) for _p in range(providers)]
        pairs = [
            (job, provider, dice.randint(0, dearest))
            for job in range(jobs)
            for provider in range(providers)
            if dice.random() < share
        ]
        assert asked(jobs, capacity, pairs) == slow(jobs, capacity, pairs)


def test_a_hundred_jobs_with_every_arc_cut_but_forty():
    dice = random.Random(7)
    pairs = [(j, p, dice.randint(0, 50)) for j in range(120) for p in range(60)]
    assert asked(120, [2] * 60, pairs) == slow(120, [2] * 60, pairs)


def test_where_all_want_the_same_few_the_arcs_cut_off_come_back(monkeypatch):
    """Everybody's cheapest are the same: the first answer leaves jobs over."""
    monkeypatch.setattr(solver, "KEPT", 2)
    pairs = [(job, provider, provider) for job in range(6) for provider in range(6)]
    assert asked(6, [1] * 6, pairs) == (6, 15)


def test_the_lowest_cost_never_costs_a_place():
    assert asked(2, [1, 1], [(0, 0, 0), (0, 1, 10**12), (1, 0, 0)]) == (2, 10**12)


def test_nothing_allowed_is_nothing_assigned():
    assert asked(3, [1], []) == (0, 0)
    assert asked(0, [1], []) == (0, 0)
    assert asked(1, [0], [(0, 0, 1)]) == (0, 0)
