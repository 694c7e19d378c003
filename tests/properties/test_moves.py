"""No illegal move is reachable, and every case can come to an end."""

from hypothesis import given
from hypothesis import strategies as st

from bookings.choices import ENDED, STAGE_MOVES, Stage
from subsidies.choices import AWARD_MOVES, AwardState


def reachable(moves, start):
    seen, waiting = set(), [start]
    while waiting:
        stage = waiting.pop()
        if stage not in seen:
            seen.add(stage)
            waiting += moves.get(stage, ())
    return seen


def test_every_stage_is_reachable_from_a_booking():
    found = reachable(STAGE_MOVES, Stage.TRIAGE)
    assert found == set(Stage)


@given(st.sampled_from(sorted(set(Stage) - ENDED)))
def test_from_every_stage_a_case_can_come_to_an_end(stage):
    assert reachable(STAGE_MOVES, stage) & ENDED


@given(st.sampled_from(sorted(ENDED)))
def test_an_ended_case_moves_no_more(stage):
    assert not STAGE_MOVES.get(stage)


@given(st.lists(st.integers(0, 9), max_size=30))
def test_no_walk_pays_an_award_without_notice_and_order(turns):
    stage, passed = AwardState.PROPOSED, []
    for turn in turns:
        following = sorted(AWARD_MOVES.get(stage, ()))
        if not following:
            break
        passed.append(stage)
        stage = following[turn % len(following)]
    if stage == AwardState.PAID:
        assert {
            AwardState.NOTICE, AwardState.UNDISPUTED, AwardState.ORDERED,
        } <= set(passed)  # fmt: skip
