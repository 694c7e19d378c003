"""No path to a payment leaves out a gate, the notice, the order or the objection."""

import re

import pytest

from deploy.po_missing import ROOT, sources
from subsidies.choices import AWARD_MOVES, PERIOD_MOVES, AwardState, PeriodState
from workflows.flows.period_close import AwardFlow, PeriodFlow


def edges_of(flow):
    """Each node's name with the names of the nodes that may follow it."""
    nodes = flow.instance.nodes()
    return {node.name: {edge.dst.name for edge in node._outgoing()} for node in nodes}


def reachable(edges, start, without=()):
    """Everything that can be reached from the start when some nodes are closed."""
    found, ahead = set(), [start]
    while ahead:
        here = ahead.pop()
        if here in found or here in without:
            continue
        found.add(here)
        ahead += edges.get(here, ())
    return found


PERIOD, AWARD = edges_of(PeriodFlow), edges_of(AwardFlow)


@pytest.mark.parametrize(
    "node", ["evaluate", "check", "gate_credit", "gate_duplicate", "gate_decision"]
)
def test_nothing_is_published_without(node):
    assert "publish" in reachable(PERIOD, "start")
    assert "publish" not in reachable(PERIOD, "start", without=[node])


def test_awards_begin_only_after_publication():
    assert "start_awards" in reachable(PERIOD, "start")
    assert "start_awards" not in reachable(PERIOD, "start", without=["publish"])


@pytest.mark.parametrize("node", ["notice", "order"])
def test_nothing_is_paid_without(node):
    assert "pay" in reachable(AWARD, "start")
    assert "pay" not in reachable(AWARD, "start", without=[node])


def test_from_an_objection_payment_leads_back_through_the_notice():
    assert "pay" in reachable(AWARD, "decide")
    assert "pay" not in reachable(AWARD, "decide", without=["notice"])
    assert AWARD["decide"] == {"notice", "publish_again"}
    assert AWARD["publish_again"] == {"notice"}


@pytest.mark.parametrize(
    "state", [AwardState.NOTICE, AwardState.UNDISPUTED, AwardState.ORDERED]
)
def test_the_states_of_an_award_know_no_shorter_way_either(state):
    assert AwardState.PAID in reachable(AWARD_MOVES, AwardState.PROPOSED)
    assert AwardState.PAID not in reachable(
        AWARD_MOVES, AwardState.PROPOSED, without=[state]
    )


@pytest.mark.parametrize(
    "state", [PeriodState.CHECKING, PeriodState.GATES, PeriodState.PUBLISHING]
)
def test_the_states_of_a_period_know_no_shorter_way_either(state):
    assert PeriodState.NOTICE in reachable(PERIOD_MOVES, PeriodState.EVALUATING)
    assert PeriodState.NOTICE not in reachable(
        PERIOD_MOVES, PeriodState.EVALUATING, without=[state]
    )


@pytest.mark.parametrize("state", [AwardState.BLOCKED, AwardState.ENDED])
def test_from_where_nothing_is_paid_no_way_leads_on(state):
    assert reachable(AWARD_MOVES, state) == {state}


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (r"AwardFlow\.start\.run", ["workflows/flows/period_close.py"]),
        (r"Payment\.objects", ["subsidies/actions/awards.py"]),
        (r"Posting\.objects\.bulk_create", ["subsidies/ledger.py"]),
        (r"(?<!\w)AwardState\.PAID\b.*\bmove_to|move_to\(AwardState\.PAID",
         ["subsidies/actions/awards.py"]),
    ],
)  # fmt: skip
def test_one_place_alone_begins_awards_and_records_payments(words, where):
    found = [
        str(path.relative_to(ROOT))
        for path in sources("*.py")
        if re.search(words, path.read_text(encoding="utf-8"))
    ]
    assert found == where
