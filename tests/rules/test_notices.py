"""Who is told what is one table, and the code keeps to it."""

import ast
from collections import defaultdict

import pytest

from assignments.actions import declare_tie, withdraw_tie
from deploy.po_missing import ROOT, sources
from foundation import clock
from foundation.access.policies import POLICIES
from foundation.notices.events import EVENTS
from foundation.notices.models import Message
from tests.journey import Journey
from tests.rules.test_policies import human_nodes
from workflows.engine import cancel_case


def said(tree):
    """The event of each message in a file: by its word, or by a constant's."""
    known = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "event":
            yield node.value, known
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "event":
                    yield value, known


def test_every_event_named_in_the_code_has_a_row():
    unknown = []
    for path in sources("*.py"):
        code = path.read_text(encoding="utf-8")
        if "notices.actions" not in code and "tell" not in code:
            continue
        for value, known in said(ast.parse(code)):
            name = getattr(value, "value", known.get(getattr(value, "id", "")))
            if isinstance(name, str) and name not in EVENTS:
                unknown.append(f"{path.relative_to(ROOT)}: {name}")
    assert unknown == []


def test_every_step_has_a_row_that_tells_those_who_may_do_it():
    rows = {node.name: POLICIES[node.deed].roles for node in human_nodes()}
    assert {name: EVENTS[name].roles for name in rows} == rows


def roles_told():
    """Each event with the roles of those who were told."""
    told = defaultdict(set)
    for message in Message.objects.exclude(to=None).select_related("to"):
        told[message.event].add(message.to.role)
    return told


def test_at_each_transition_those_are_told_whom_the_table_names(
    cast, jobs_inline, django_capture_on_commit_callbacks
):
    """A whole case up to its scores; nobody else hears of any step of it."""
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast)
    case.to_rating()
    whole = {
        "bookings.book", "confirm", "respond", "visit", "assess", "report", "review",
        "sign_off", "accept", "score",
    }  # fmt: skip
    told = roles_told()
    assert told == {name: set(EVENTS[name].roles) for name in whole}


def test_a_cancelled_case_is_told_to_all_who_would_have_been_there(
    cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast)
    case.confirm()
    case.respond()
    cancel_case(booking=case.booking, by=cast.firm, at=clock.now(), reason="停产")
    told = roles_told()["bookings.cancel"]
    assert told - EVENTS["bookings.cancel"].roles == set()
    assert told >= {"company", "coordinator", "manager"}


def names_told(event):
    """Who was told of it, by the names of the cast's columns, sorted."""
    return sorted(
        Message.objects.filter(event=event).values_list("to__name", flat=True)
    )


@pytest.mark.parametrize(
    ("side", "by", "told"),
    [
        ("provider", "coordinator", ["firm", "manager"]),
        ("company", "firm", ["coordinator", "manager"]),
        ("center", "manager", ["coordinator", "firm"]),
    ],
)
def test_a_withdrawn_tie_is_told_to_the_other_side_and_the_center(
    cast, monday, side, by, told
):
    """Whoever withdraws it: everybody whom the table names hears of it, or did it."""
    tie = declare_tie(
        provider=cast.provider, company=cast.company, kind="declared", note="持股",
        side=side, by=cast.people[by], at=monday,
    )  # fmt: skip
    assert names_told("tie_withdrawn") == []
    withdraw_tie(
        tie=tie, reason="股权已转让", last_day=monday.date(), side=side,
        by=cast.people[by], at=monday,
    )  # fmt: skip
    assert names_told("tie_withdrawn") == told
    assert roles_told()["tie_withdrawn"] | {cast.people[by].role} == (
        EVENTS["tie_withdrawn"].roles
    )


def test_a_withdrawn_tie_of_a_firm_without_a_district_is_told_to_no_center(
    cast, monday
):
    cast.company.district = None
    cast.company.save()
    tie = declare_tie(
        provider=cast.provider, company=cast.company, kind="declared", note="持股",
        side="provider", by=cast.coordinator, at=monday,
    )  # fmt: skip
    withdraw_tie(
        tie=tie, reason="股权已转让", last_day=monday.date(), side="provider",
        by=cast.coordinator, at=monday,
    )  # fmt: skip
    message = Message.objects.get(event="tie_withdrawn")
    assert (message.to, message.link) == (cast.firm, "/ties/")
    assert message.values == {
        "provider": cast.provider.name, "company": cast.company.name,
        "day": monday.date().isoformat(), "reason": "股权已转让",
    }  # fmt: skip
