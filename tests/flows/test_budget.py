"""What each step of a case may ask of the database, counted on its page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation import clock
from ratings.models import ScoreSheet
from tests.journey import FINDING, SHEET, TEXTS, Journey, fresh
from workflows.models import Due

TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
# Statements of each step, session and person included, as docs/performance.md has it.
BUDGET = {
    "confirm": 82,
    "respond": 48,
    "visit": 30,
    "assess": 31,
    "report": 32,
    "review": 25,
    "sign_off": 24,
    "accept": 44,
    "score": 24,
    "score_last": 40,
}

pytestmark = pytest.mark.usefixtures("jobs_inline")


def answers(journey: Journey, node: str) -> dict[str, Any]:
    """What the person of that step fills in."""
    case = journey.booking
    if node == "confirm":
        return {"provider": case.proposals.first().provider_id}
    if node == "respond":
        lead = case.reservations.first().consultant_id
        return {"decision": "accept", "lead": lead, "confidentiality": "on"}
    if node == "visit":
        return {
            "outcome": "held",
            "on": case.slot.on.isoformat(),
            "from_time": "09:00",
            "to_time": "11:30",
            "firm_signed": "王强",
            "team_signed": "顾问",
            "notes": "看了车间",
        }
    if node == "report":
        rows = {f"finding-0-{key}": value for key, value in FINDING.items()}
        return {
            **TEXTS,
            **rows,
            "finding-TOTAL_FORMS": 1,
            "finding-INITIAL_FORMS": 0,
        }
    return {
        "assess": SHEET,
        "review": {"decision": "pass"},
        "sign_off": {
            "score": 80,
            "charged_money": "no",
            "pushed_product": "no",
            "signed": "on",
        },
        "accept": {},
    }[node]


def statements_of(client, person, due: Due, form: dict[str, Any]) -> int:
    """How many statements sending the step's form takes; it must succeed."""
    client.force_login(fresh(person))
    with CaptureQueriesContext(connection) as caught:
        answer = client.post(f"/tasks/{due.task_id}/", form)
    assert answer.status_code == 302, answer.content.decode()
    asked = [query["sql"] for query in caught.captured_queries]
    return sum(not sql.startswith(TRANSACTION) for sql in asked)


def sheet_of(person: Any, journey: Journey) -> dict[str, Any]:
    """Every factor of the person's score sheet with its sentence."""
    sheet = ScoreSheet.objects.get(booking=journey.booking, assessor=person)
    names = [row["id"] for row in sheet.scheme.body["factors"]]
    whys = {f"{name}_why": "有据可依" for name in names}
    return {**dict.fromkeys(names, 80), **whys}


def test_a_whole_case_needs_no_more_statements_than_its_budget(
    cast, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast)
    case = journey.booking
    visit_day: datetime = case.slot.starts_at + timedelta(hours=4)
    found: dict[str, int] = {}

    def step(node: str, person: Any, at: datetime, form: dict[str, Any]) -> None:
        due = Due.objects.get(booking=case, node=node, done_at=None)
        with clock.set_to(at):
            found[node] = statements_of(client, person, due, form)
        case.refresh_from_db()

    step("confirm", cast.manager, clock.now(), answers(journey, "confirm"))
    step("respond", journey.coordinator(), clock.now(), answers(journey, "respond"))
    for days, node, person in (
        (0, "visit", journey.coordinator()),
        (0, "assess", journey.coordinator()),
        (5, "report", journey.coordinator()),
        (6, "review", cast.manager),
        (8, "sign_off", cast.firm),
        (9, "accept", cast.manager),
    ):
        at = visit_day + timedelta(days=days)
        step(node, person, at, answers(journey, node))
    for node, person in (
        ("score", cast.assessor),
        ("score_last", cast.second_assessor),
    ):
        due = Due.objects.get(assessor=person, booking=case, done_at=None)
        with clock.set_to(visit_day + timedelta(days=10)):
            found[node] = statements_of(client, person, due, sheet_of(person, journey))
    case.refresh_from_db()
    assert case.stage == "closed"
    over = {node: n for node, n in found.items() if n > BUDGET[node]}
    assert over == {}, f"found {found}"
