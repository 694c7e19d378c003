"""Who could go to a visit instead: everybody of the provider, and of the pool."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from assignments.candidates import candidates_for
from assignments.matching import NOBODY_FREE, Candidate, obstacle
from assignments.words import rule_words
from bookings.arrivals import Arrivals, ask_of, free_for
from bookings.choices import Stage
from bookings.models import Booking, Reservation
from bookings.serving import Ask
from bookings.serving_words import obstacle_words
from providers.models import Consultant, Skill


@dataclass
class Replacement:
    """One consultant as seen from one visit; `reasons` empty = free to go.

    `week` and `season`: visits of the person in that week and in the campaign;
    `road`: minutes from the day's other visit, None without one.
    """

    person: Consultant
    week: int
    season: int
    road: int | None
    is_own: bool
    conflict: bool
    reasons: list[str] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        """Whether nothing speaks against this person."""
        return not self.reasons


@dataclass(frozen=True)
class Seat:
    """A place in the team of a visit, and who sits in it until now."""

    case: Booking
    leaving: Consultant
    leads: bool


def seat_of(case: Booking, leaving: Consultant) -> Seat:
    """The seat of that person; before a team is named whoever is reserved leads."""
    named = list(case.diagnosis.team.all())
    if case.stage != Stage.VISITING or not named:
        return Seat(case, leaving, leads=True)
    lead = next((row.consultant_id for row in named if row.is_lead), None)
    return Seat(case, leaving, leads=lead == leaving.pk)


def replacements(seat: Seat, *, pool: bool, at: datetime) -> list[Replacement]:
    """Everybody who could take the seat, the free ones first (constant queries).

    `pool`: before the provider has accepted also the people of the other providers
    with an agreement; afterwards, or without it, the case's own provider alone.
    """
    case, ask = seat.case, ask_of(seat.case)
    if ask is None:
        return []
    known = candidates_for(case, at=at)
    wide = pool and case.stage == Stage.RESPONDING
    rules = _provider_rules(known) if wide else {}
    conflicts = {row.provider for row in known if row.conflict}
    held = set(case.reservations.values_list("consultant_id", flat=True))
    people = list(
        Consultant.objects.active()
        .filter(provider__in={case.provider_id, *rules})
        .exclude(pk__in=held)
        .select_related("provider")
    )
    arrivals = free_for([ask], [person.pk for person in people])
    facts = _Facts(seat, ask, arrivals, rules, conflicts, people)
    found = [facts.replacement(person) for person in people]
    return sorted(found, key=_best_first)


def _best_first(row: Replacement) -> Any:
    return (not row.is_free, not row.is_own, row.week, row.season, row.person.name)


def _provider_rules(known: Collection[Candidate]) -> dict[int, str]:
    """The hard rule each provider with an agreement breaks for the case, '' = none."""
    found = {row.provider: obstacle(row) for row in known}
    return {key: "" if rule == NOBODY_FREE else rule for key, rule in found.items()}


class _Facts:
    """What is known of all of them at once."""

    def __init__(
        self,
        seat: Seat,
        ask: Ask,
        arrivals: Arrivals,
        rules: dict[int, str],
        conflicts: Collection[int],
        people: Collection[Consultant],
    ) -> None:
        self.seat, self.ask, self.arrivals, self.rules = seat, ask, arrivals, rules
        case, keys = seat.case, [person.pk for person in people]
        self.skilled = set(
            Skill.objects.filter(
                consultant__in=keys, sector=case.company.sector
            ).values_list("consultant_id", flat=True)
        )
        self.conflicts = conflicts
        season = case.campaign
        self.season = Counter(
            Reservation.objects.filter(
                consultant__in=keys,
                on__gte=season.starts_on,
                on__lt=season.ends_on + timedelta(days=1),
            ).values_list("consultant_id", flat=True)
        )

    def replacement(self, person: Consultant) -> Replacement:
        """The person with everything that speaks for and against."""
        own = person.provider_id == self.seat.case.provider_id
        conflict = person.provider_id in self.conflicts
        return Replacement(
            person=person,
            week=self.arrivals.workers[person.pk].in_week(self.ask.on),
            season=self.season[person.pk],
            road=self.arrivals.road_minutes(person.pk, self.ask),
            is_own=own,
            conflict=conflict,
            reasons=self._reasons(person, own, conflict),
        )

    def _reasons(self, person: Consultant, own: bool, conflict: bool) -> list[str]:
        reasons = obstacle_words(self.arrivals.why_not(person.pk, self.ask))
        if conflict:
            reasons.append(_("conflict of interest"))
        rule = "" if own else self.rules.get(person.provider_id, "")
        if rule and not conflict:
            reasons.append(rule_words(rule))
        if self.seat.leads and not person.may_lead:
            reasons.append(_("may not lead"))
        if self.seat.leads and person.pk not in self.skilled:
            reasons.append(_("not qualified in the firm's sector"))
        return reasons
