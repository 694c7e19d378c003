"""From the booking to a provider that has taken the case."""

from typing import Any

from assignments.actions import confirm as confirm_provider
from assignments.actions import decline_job, drop_proposal
from assignments.candidates import candidates_for
from assignments.choices import ProposalState
from assignments.matching import obstacle
from bookings.actions import pass_triage, refuse, reschedule
from bookings.cutoffs import is_late
from bookings.models import Reservation
from city.seeding import outlines as plots
from city.seeding.clockwork import Script
from city.seeding.phrases import say
from city.seeding.walk import Walk
from diagnoses.actions import accept_with_team
from foundation import clock
from foundation.clock import local_day
from foundation.errors import Refused
from providers.models import Consultant
from workflows import engine

TEAM = 2  # besides the lead: three, as the scheme of 2026 asks for
NEW_DATE_AFTER = 4  # working days


def triage(walk: Walk) -> Script:
    """A flagged firm is looked at by the center."""
    yield walk.later(0, 1)
    if walk.twist == plots.REFUSE:
        reason = say(walk.chance, "refuse")
        walk.do("triage", walk.manager(), refuse, reason=reason)
    else:
        note = say(walk.chance, "triage")
        walk.do("triage", walk.manager(), pass_triage, note=note)


def confirm(walk: Walk) -> Script:
    """The center confirms the proposal, chooses otherwise, or finds nobody."""
    yield walk.later(0, 1)
    proposal = walk.case.proposals.get(state=ProposalState.OPEN)
    if walk.once(plots.NOBODY):
        _nobody(walk)
    elif proposal.others and walk.once(plots.OVERRIDE):
        _override(walk, proposal.others[0]["provider"], "override")
    else:
        try:
            _give(walk, proposal.provider_id)
        except Refused:  # its people were given another visit since the proposal
            _second_best(walk)


def _give(walk: Walk, provider: Any, reason: str = "") -> None:
    walk.do(
        "confirm",
        walk.manager(),
        confirm_provider,
        provider=walk.world.providers[provider],
        reason=reason,
    )


def _override(walk: Walk, provider: int, *why: str) -> None:
    name = walk.world.providers[provider].name
    _give(walk, provider, say(walk.chance, *why, provider=name))


def _second_best(walk: Walk) -> None:
    """Another provider whose people are still free; none: a new date."""
    rows = candidates_for(walk.case, at=clock.now())
    free = [row.provider for row in rows if not obstacle(row)]
    if free:
        _override(walk, free[0], "busy")
    else:
        _nobody(walk)


def _nobody(walk: Walk) -> None:
    reason = say(walk.chance, "nobody")
    walk.do("confirm", walk.manager(), drop_proposal, reason=reason)


def respond(walk: Walk) -> Script:
    """The provider takes the case with a team, or declines it."""
    yield walk.later(0, 2, brisk=1)
    if walk.once(plots.DECLINE):
        reason = say(walk.chance, "decline")
        walk.do("respond", walk.coordinator(), decline_job, reason=reason)
        return
    lead = walk.case.reservations.get().consultant
    team = _team(walk, lead)
    walk.do("respond", walk.coordinator(), accept_with_team, lead=lead, team=team)


def _team(walk: Walk, lead: Consultant) -> list[Consultant]:
    """Colleagues who work on that day and have no other visit: the team asked for."""
    slot = walk.case.slot
    if slot is None:
        return []
    busy = Reservation.objects.filter(on=slot.on, half=slot.half).values("consultant")
    rows = Consultant.objects.filter(
        provider=lead.provider_id, weekdays__contains=str(slot.on.weekday())
    )
    free = list(rows.exclude(pk=lead.pk).exclude(pk__in=busy).order_by("pk"))
    return walk.chance.sample(free, min(TEAM, len(free)))


def new_date(walk: Walk) -> Script:
    """The firm chooses another half-day, on which somebody is free."""
    yield walk.later(0, 2)
    day = walk.world.hours.day(local_day(walk.at), NEW_DATE_AFTER)
    walk.do("reschedule", walk.firm(), reschedule, slot=walk.free_slot(day))


def cancel(walk: Walk) -> Script:
    """The firm, or the center for it, ends the case before the visit."""
    yield walk.later(0, 1)
    slot = walk.case.slot
    too_late = slot is not None and is_late(slot, at=clock.now())  # it calls the center
    by_firm = walk.twist == plots.CANCEL and not too_late
    by: Any = walk.firm() if by_firm else walk.manager()
    kind = "cancel_firm" if by_firm else "cancel_center"
    engine.cancel_case(
        booking=walk.case, by=by, at=clock.now(), reason=say(walk.chance, kind)
    )
    walk.refresh()
