"""The optimum over all waiting cases under DIRECT, with the reasons of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assignments.candidates import Pool
from assignments.matching import (
    DIRECT,
    Candidate,
    Match,
    Outcome,
    made_of,
    match,
    mode_of,
    obstacle,
    points,
    season_points,
)
from assignments.network import Offer, best_plan
from assignments.plain import plain
from assignments.weights import WHOLE, Weights, weights_on
from bookings.arrivals import ask_of
from bookings.models import Booking
from bookings.serving import Visit, monday_of
from foundation.clock import local_day

POINT, LEADS = 10_000_000, 20  # one point against the order among equals
TRIES = 30  # plans in which two visits of a day lie too far apart, before one is left


@dataclass
class Batch:
    """Waiting cases and who may take them; `optimum()` decides for all at once."""

    pool: Pool
    weights: Weights
    rows: dict[Booking, list[Candidate]]

    @classmethod
    def of(cls, bookings: Sequence[Booking], *, at: datetime) -> "Batch":
        """Reads them; only cases assigned by direct choice are in the batch."""
        pool = Pool(bookings, at=at)
        rows = {row: pool.candidates(row) for row in bookings}
        direct = {
            row: candidates
            for row, candidates in rows.items()
            if row.slot_id and mode_of(candidates) == DIRECT
        }
        return cls(pool, weights_on(local_day(at)), direct)

    def optimum(self) -> dict[Booking, dict[str, Any]]:
        """For each case of the batch what `find_provider` says of one."""
        chosen = self._plan()
        given: dict[int, int] = {}
        found = {}
        for row, candidates in self.rows.items():
            offer = chosen.get(row.pk)
            found[row] = plain(
                row, self._outcome(candidates, offer, given), self.weights
            )
            if offer is not None:
                given[offer.provider] = given.get(offer.provider, 0) + 1
        return found

    def worth(self, given: dict[int, int]) -> tuple[int, int]:
        """Cases placed by these (case → provider), and the sum of their points.

        Each is counted with the load the ones before it leave; who may not take the
        case does not count.
        """
        load: dict[int, int] = {}
        placed = total = 0
        for row, candidates in self.rows.items():
            one = next((c for c in candidates if c.provider == given.get(row.pk)), None)
            if one is None:
                continue
            one = replace(one, load=one.load + load.get(one.provider, 0))
            if not obstacle(one):
                load[one.provider] = load.get(one.provider, 0) + 1
                placed, total = (
                    placed + 1,
                    total + sum(points(one, self.weights).values()),
                )
        return placed, total

    def _plan(self) -> dict[int, Offer]:
        """The best plan in which everybody can also get from visit to visit."""
        offers = list(self._offers())
        places, weekly = self._places(), self._weekly(offers)
        for _n in range(TRIES):
            plan = best_plan(offers, places, weekly)
            wrong = self._cannot_arrive(plan)
            if not wrong:
                return plan
            offers = [one for one in offers if one not in wrong]
        return {case: one for case, one in plan.items() if one not in wrong}

    def _offers(self) -> Iterator[Offer]:
        """Of equal points the smaller load goes first, then the key, then the lead."""
        for row, candidates in self.rows.items():
            ask = ask_of(row)
            if ask is None:
                continue
            able = [one for one in candidates if not obstacle(one)]
            able.sort(key=lambda one: (one.load, one.provider))
            for rank, one in enumerate(able):
                parts = points(one, self.weights)
                lacking = WHOLE - sum(parts.values()) + _season(one, self.weights)
                for at, lead in enumerate(one.free):
                    cost = lacking * POINT + rank * LEADS + min(at, LEADS - 1)
                    yield Offer(row.pk, ask.on, ask.half, lead, one.provider, cost)

    def _places(self) -> dict[int, list[int]]:
        """What each further case takes from a provider's points of the season."""
        places: dict[int, list[int]] = {}
        for candidates in self.rows.values():
            for one in candidates:
                if one.provider in places:
                    continue
                now = _season(one, self.weights)
                places[one.provider] = [
                    POINT * (now - _season(replace(one, load=load), self.weights))
                    for load in range(one.load, one.quota)
                ][: len(self.rows)]
        return places

    def _weekly(self, offers: Sequence[Offer]) -> dict[Any, int]:
        left = {}
        for offer in offers:
            worker = self.pool.arrivals.workers[offer.lead]
            if worker.per_week is not None:
                key = (offer.lead, monday_of(offer.on))
                left[key] = worker.per_week - worker.in_week(offer.on)
        return left

    def _cannot_arrive(self, plan: dict[int, Offer]) -> set[Offer]:
        """Offers taken whose lead could not serve them beside the others taken."""
        workers, wrong, added = self.pool.arrivals.workers, set(), []
        for row in self.rows:
            offer, ask = plan.get(row.pk), ask_of(row)
            if offer is None or ask is None:
                continue
            if not self.pool.arrivals.is_free(offer.lead, ask):
                wrong.add(offer)
                continue
            visit = Visit(ask.on, ask.half, ask.district, row.pk)
            workers[offer.lead].visits.append(visit)
            added.append((offer.lead, visit))
        for lead, visit in added:
            workers[lead].visits.remove(visit)
        return wrong

    def _outcome(
        self, candidates: list[Candidate], offer: Offer | None, given: dict[int, int]
    ) -> Outcome:
        """The chosen one, the best three of the rest, and who was removed by what."""
        later = [
            replace(one, load=one.load + given.get(one.provider, 0))
            for one in candidates
        ]
        seen = match(later, self.weights, shown=len(later))
        ranked = [one for one in (seen.best, *seen.others) if one is not None]
        best, others = None, ranked
        if offer is not None:
            (chosen,) = (one for one in ranked if _is(one, offer))
            best = self._sent(chosen, offer, later)
            others = [one for one in ranked if one is not chosen]
        fewer = len(others[3:])
        return replace(seen, best=best, others=tuple(others[:3]), fewer=fewer)

    def _sent(self, one: Match, offer: Offer, candidates: list[Candidate]) -> Match:
        chosen = next(row for row in candidates if row.provider == one.provider)
        return made_of(chosen, self.weights, offer.lead)


def _is(one: Match, offer: Offer) -> bool:
    return one.provider == offer.provider


def _season(one: Candidate, weights: Weights) -> int:
    return sum(season_points(one, weights).values())
