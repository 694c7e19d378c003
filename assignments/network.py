"""The best plan for many waiting cases at once, people and half-days included; pure.

A flow of least cost: case → a lead's half-day → the lead's week → its provider → a
place in the provider's quota. Each place costs what the case takes from the provider's
points for load and fairness, so the plan stays fair over the season. As many cases as
possible keep their half-day first; then the sum of points is the highest.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from bookings.serving import monday_of

SINK = ("sink",)


@dataclass(frozen=True)
class Offer:
    """A lead who could serve a case on its half-day; `cost` = points it falls short."""

    case: int
    on: date
    half: str
    lead: int
    provider: int
    cost: int


@dataclass
class Net:
    """Arcs between named nodes, each with a capacity and a cost."""

    names: dict[Hashable, int] = field(default_factory=dict)
    arcs: list[tuple[int, int, int, int]] = field(default_factory=list)

    def node(self, name: Hashable) -> int:
        """The node's number."""
        return self.names.setdefault(name, len(self.names))

    def arc(self, start: Hashable, end: Hashable, capacity: int, cost: int) -> int:
        """Add an arc; returns its number."""
        self.arcs.append((self.node(start), self.node(end), capacity, cost))
        return len(self.arcs) - 1


def best_plan(
    offers: Sequence[Offer],
    places: Mapping[int, Sequence[int]],
    weekly: Mapping[tuple[int, date], int],
) -> dict[int, Offer]:
    """The offer each case takes; a case nobody can take is not in it.

    `places`: the cost of each free place in a provider's quota, the first one first;
    `weekly`: visits a lead may still have in the week of that Monday, if limited.
    """
    cases = sorted({offer.case for offer in offers})
    if not cases:
        return {}
    net = Net()
    taken = [
        net.arc(("case", offer.case), _half_day(offer), 1, offer.cost)
        for offer in offers
    ]
    _add_people(net, offers, weekly, len(cases))
    dearest = max(offer.cost for offer in offers)
    dearest += _add_places(net, offers, places, len(cases))
    for case in cases:  # left over: dearer than any chain of moves through all cases
        net.arc(("case", case), SINK, 1, (dearest + 1) * (len(cases) + 1))
    flows = _solve(net, [("case", case) for case in cases])
    return {
        offer.case: offer
        for offer, arc in zip(offers, taken, strict=True)
        if flows[arc]
    }


def _add_people(
    net: Net,
    offers: Sequence[Offer],
    weekly: Mapping[tuple[int, date], int],
    most: int,
) -> None:
    """Each lead once a half-day, no more often a week than allowed."""
    for offer in {_half_day(one): one for one in offers}.values():
        net.arc(_half_day(offer), _week(offer), 1, 0)
    for offer in {_week(one): one for one in offers}.values():
        left = weekly.get((offer.lead, monday_of(offer.on)), most)
        net.arc(_week(offer), ("provider", offer.provider), max(0, left), 0)


def _add_places(
    net: Net, offers: Sequence[Offer], places: Mapping[int, Sequence[int]], most: int
) -> int:
    """The free places of each provider's quota; returns the dearest one's cost."""
    dearest = 0
    for provider in sorted({offer.provider for offer in offers}):
        for cost in places.get(provider, ())[:most]:
            net.arc(("provider", provider), SINK, 1, cost)
            dearest = max(dearest, cost)
    return dearest


def _half_day(offer: Offer) -> Hashable:
    return ("half", offer.lead, offer.on, offer.half)


def _week(offer: Offer) -> Hashable:
    return ("week", offer.lead, monday_of(offer.on))


def _solve(net: Net, sources: Sequence[Hashable]) -> list[int]:
    solver = SimpleMinCostFlow()
    start, end, capacity, cost = (np.array(one) for one in zip(*net.arcs, strict=True))
    solver.add_arcs_with_capacity_and_unit_cost(start, end, capacity, cost)
    for name in sources:
        solver.set_node_supply(net.node(name), 1)
    solver.set_node_supply(net.node(SINK), -len(sources))
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("no plan: the arc to “left over” makes this impossible")
    flows: list[int] = solver.flows(np.arange(len(net.arcs))).tolist()
    return flows
