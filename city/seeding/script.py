"""The script of a case: which step its stage asks for, and where it comes to rest."""

from collections.abc import Callable

from bookings.choices import ENDED, Stage
from city.seeding import after_visit, before_visit
from city.seeding import outlines as plots
from city.seeding.clockwork import Script
from city.seeding.walk import Walk
from city.seeding.world import never, open_due
from foundation import clock
from workflows import engine

STEPS: dict[str, Callable[[Walk], Script]] = {
    Stage.TRIAGE: before_visit.triage,
    Stage.CONFIRMING: before_visit.confirm,
    Stage.RESPONDING: before_visit.respond,
    Stage.RESCHEDULING: before_visit.new_date,
    Stage.VISITING: after_visit.visit,
    Stage.ASSESSING: after_visit.assess,
    Stage.REPORTING: after_visit.report,
    Stage.REVIEWING: after_visit.review,
    Stage.SIGNING: after_visit.sign,
    Stage.ACCEPTING: after_visit.accept,
    Stage.RATING: after_visit.rate,
}
TAKEN = (Stage.ASSESSING, Stage.REPORTING)  # steps that a consultant takes at once


def script(walk: Walk) -> Script:
    """From the booking to its end, or to the stage where the case rests today."""
    yield walk.at
    walk.book()
    while walk.case.stage not in ENDED:
        if _cancels(walk):
            yield from before_visit.cancel(walk)
        elif _rests(walk):
            yield from _rest(walk)
        else:
            yield from STEPS[walk.case.stage](walk)


def _cancels(walk: Walk) -> bool:
    leaves = walk.twist in (plots.CANCEL, plots.WITHDRAW)
    return leaves and walk.case.stage == walk.cancelled_at


def _rests(walk: Walk) -> bool:
    """Whether this is as far as the case has come, and its twist has happened."""
    if walk.case.stage != walk.story.plot.stop:
        return False
    if walk.twist in (plots.NO_SHOW, plots.ABSENT, plots.NOBODY, plots.DECLINE):
        return walk.twist in walk.done
    if walk.twist == plots.RETURNED:
        return walk.case.diagnosis.returns > 0
    return walk.twist != plots.ONE_SHEET


def _rest(walk: Walk) -> Script:
    if walk.twist == plots.DRAFT:
        yield from after_visit.draft(walk)
    if walk.case.stage in TAKEN and walk.case.provider_id == walk.world.star:
        yield walk.later(0, 0)
        due = open_due(booking=walk.case)
        engine.claim(due=due, by=walk.lead(), at=clock.now())
    yield never(walk.at)
