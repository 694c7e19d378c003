"""What the engine refuses, and with which words."""

import pytest
from viewflow.workflow.exceptions import FlowLockFailed

from foundation import clock
from foundation.errors import Busy, LostRace, NotAllowed, Refused
from tests.journey import Journey, fresh, open_due
from workflows import engine
from workflows.lock import row_lock
from workflows.start import open_year

pytestmark = pytest.mark.usefixtures("jobs_inline")


@pytest.fixture
def journey(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.booking.refresh_from_db()
    return made


def test_a_step_done_meanwhile_names_who_did_it(journey):
    due = open_due(journey.booking, "confirm")
    journey.confirm()
    with pytest.raises(LostRace) as lost:
        engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    assert lost.value.winner == "manager"


def test_a_step_cancelled_meanwhile_is_no_longer_open(journey):
    due = open_due(journey.booking, "confirm")
    engine.cancel_case(
        booking=journey.booking,
        by=fresh(journey.cast.firm),
        at=clock.now(),
        reason="停产",
    )
    with pytest.raises(LostRace) as lost:
        engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    assert lost.value.winner == ""


def test_somebody_elses_step_is_neither_done_nor_put_back(journey):
    due = open_due(journey.booking, "confirm")
    engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    with pytest.raises(NotAllowed):
        engine.release(due=due, by=fresh(journey.cast.officer), at=clock.now())
    with pytest.raises(NotAllowed):
        engine.complete(
            due=due,
            by=fresh(journey.cast.other_manager),
            at=clock.now(),
            perform=lambda case, task: None,
        )


def test_what_the_action_refuses_leaves_everything_as_it_was(journey):
    due = open_due(journey.booking, "confirm")

    def refuse(case, task):
        case.move_to("responding")
        raise Refused("nein")

    with pytest.raises(Refused):
        engine.complete(
            due=due, by=fresh(journey.cast.manager), at=clock.now(), perform=refuse
        )
    assert fresh(journey.booking).stage == "confirming"
    assert fresh(due).done_at is None
    assert fresh(due).task.owner is None


def test_a_lock_that_cannot_be_had_means_busy(journey, monkeypatch):
    due = open_due(journey.booking, "confirm")

    def stuck(*args):
        raise FlowLockFailed("timeout")

    monkeypatch.setattr(type(row_lock), "__call__", stuck)
    with pytest.raises(Busy):
        engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    with pytest.raises(Busy):
        engine.cancel_case(
            booking=journey.booking,
            by=fresh(journey.cast.firm),
            at=clock.now(),
            reason="x",
        )


def test_cancelling_needs_the_right_person_and_a_reason(journey):
    facts = {"booking": journey.booking, "at": clock.now()}
    with pytest.raises(NotAllowed):
        engine.cancel_case(by=fresh(journey.cast.other_firm), reason="x", **facts)
    with pytest.raises(Refused):
        engine.cancel_case(by=fresh(journey.cast.firm), reason="  ", **facts)


def test_a_process_that_is_gone_is_not_locked(db):
    with pytest.raises(FlowLockFailed), row_lock(None, 0):
        pass


def test_a_year_is_not_closed_before_it_has_ended(cast, monday):
    with pytest.raises(Refused):
        open_year(year=2026, by=cast.officer, at=monday)
