"""Cases that wait for the center's decision on a provider, and the reasons of one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assignments.batch import Batch
from assignments.choices import ProposalState
from assignments.models import Proposal
from assignments.weights import weights_of
from assignments.words import part_words, rule_words
from bookings.choices import Stage
from bookings.models import Booking
from providers.models import Consultant, Provider
from workflows.models import Due

MOST = 200


@dataclass
class Waiting:
    """A waiting case with its open proposal and the step that decides it."""

    case: Booking
    proposal: Proposal | None
    due: Due | None

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The points of the proposed provider, the most first."""
        return part_words(self.proposal.parts) if self.proposal else []

    @property
    def can_confirm(self) -> bool:
        """Whether one tap confirms it."""
        return bool(self.due and self.proposal and self.proposal.provider_id)


def waiting_cases(user: Any) -> list[Waiting]:
    """What the person sees of them, the earliest half-day first; constant queries."""
    cases = list(
        Booking.objects.visible_to(user)
        .filter(stage=Stage.CONFIRMING)
        .with_names()
        .select_related("preferred_provider")
        .order_by("slot__on", "slot__half", "pk")[:MOST]
    )
    proposals = {
        row.booking_id: row
        for row in Proposal.objects.filter(
            booking__in=cases, state=ProposalState.OPEN
        ).select_related("provider", "consultant")
    }
    dues = {
        row.booking_id: row
        for row in Due.objects.open()
        .visible_to(user)
        .filter(booking__in=cases, node="confirm")
        .with_names()
    }
    return [Waiting(case, proposals.get(case.pk), dues.get(case.pk)) for case in cases]


@dataclass
class Gain:
    """What the optimum over all waiting cases would change."""

    changed: int = 0
    points: int = 0
    placed: int = 0

    @property
    def is_any(self) -> bool:
        """Whether it is better: more cases placed, or more points for as many."""
        return (self.placed, self.points) > (0, 0)


def gain_of(rows: Iterable[Waiting], *, at: datetime) -> Gain:
    """Compare the open proposals with the optimum, both as of now."""
    by_case = {row.case: row for row in rows}
    gain = Gain()
    if not by_case:
        return gain
    batch = Batch.of(list(by_case), at=at)
    best = batch.optimum()
    now = batch.worth(
        {
            case.pk: row.proposal.provider_id
            for case, row in by_case.items()
            if row.proposal and row.proposal.provider_id
        }
    )
    then = batch.worth(
        {case.pk: found["best"]["provider"] for case, found in best.items()
         if found["best"]}
    )  # fmt: skip
    for case, found in best.items():
        proposal = by_case[case].proposal
        chosen = found["best"]["provider"] if found["best"] else None
        gain.changed += chosen != (proposal.provider_id if proposal else None)
    gain.placed, gain.points = then[0] - now[0], then[1] - now[1]
    return gain


@dataclass
class Reasons:
    """Why this one, why not that: one stored proposal in words."""

    proposal: Proposal
    chosen: dict[str, Any] | None
    given: dict[str, Any] | None = None
    others: list[dict[str, Any]] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)
    version: str = ""
    most: dict[str, int] = field(default_factory=dict)


def reasons_of(case: Booking) -> list[Reasons]:
    """Every proposal of the case, the newest first; constant queries."""
    rows = list(
        Proposal.objects.filter(booking=case).select_related(
            "provider", "consultant", "decided_by", "agreement"
        )
    )
    names = _names(rows)
    return [_reasons(row, *names) for row in rows]


def _names(rows: Collection[Proposal]) -> tuple[dict[int, str], dict[int, str]]:
    """Names of every provider and lead that the proposals speak of."""
    said = [one for row in rows for one in _spoken_of(row)]
    providers = {one["provider"] for one in said}
    providers |= {row.provider_id for row in rows if row.provider_id}
    leads = {one["consultant"] for one in said if "consultant" in one}
    return (
        dict(Provider.objects.filter(pk__in=providers).values_list("pk", "name")),
        dict(Consultant.objects.filter(pk__in=leads).values_list("pk", "name")),
    )


def _spoken_of(row: Proposal) -> list[dict[str, Any]]:
    return [*row.others, *row.removed, *([row.given] if row.given else [])]


def _reasons(row: Proposal, names: dict[int, str], leads: dict[int, str]) -> Reasons:
    def shown(one: dict[str, Any]) -> dict[str, Any]:
        lead = leads.get(one.get("consultant", 0), "")
        return _shown(names.get(one["provider"], ""), lead, one["score"], one["parts"])

    weights = weights_of(row.weights)
    chosen, lead = None, str(row.consultant or "")
    if row.provider_id:
        chosen = _shown(names[row.provider_id], lead, row.score, row.parts)
    return Reasons(
        proposal=row,
        chosen=chosen,
        given=shown(row.given) if row.given else None,
        others=[shown(one) for one in row.others],
        removed=[
            {"name": names.get(one["provider"], ""), "rule": rule_words(one["rule"])}
            for one in row.removed
        ],
        version=row.weights,
        most=dict(weights.points) if weights else {},
    )


def _shown(name: str, lead: str, score: int, parts: dict[str, int]) -> dict[str, Any]:
    return {"name": name, "lead": lead, "score": score, "parts": part_words(parts)}
