"""Any step is found in the inbox and on the board of deadlines by what it is about."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from foundation import clock
from tests.admission import Applying
from tests.factories.cases import accepted_case
from tests.flows.test_designation import Way
from tests.journey import Journey, fresh
from workflows.models import Due
from workflows.start import draw_spot_checks
from workflows.start_complaint import begin_complaint


@pytest.fixture
def filled(client, cast, jobs_inline, django_capture_on_commit_callbacks):
    """Steps of five kinds."""
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast)
    case.confirm()
    complaint = begin_complaint(
        booking=case.booking, topic="charging", text="收了三千元", files=[],
        key=uuid4(), by=fresh(cast.firm), at=clock.now(),
    )  # fmt: skip
    accepted = accepted_case(
        cast, cast.other_provider, date(2026, 1, 20), accepted=date(2026, 2, 20)
    )
    draw_spot_checks(
        until=clock.today() - timedelta(days=1), percent=10, seed="3-8-1",
        by=cast.officer, at=clock.now(),
    )  # fmt: skip
    applying = Applying(cast).hand_in()
    Way(client, cast)
    return {
        "case": case.booking, "complaint": complaint, "spot check": accepted,
        "application": applying.provider,
    }  # fmt: skip


def words_for(filled):
    """What a person types, and the steps that are found."""
    case, checked = filled["case"], filled["spot check"]
    return {
        case.number: {"respond", "answer_complaint"},
        case.company.name: {"respond", "answer_complaint"},
        case.company.credit_code.lower(): {"respond", "answer_complaint"},
        filled["complaint"].number: {"answer_complaint"},
        checked.number: {"check_on_site"},
        checked.company.name: {"check_on_site"},
        checked.company.credit_code: {"check_on_site"},
        filled["application"].name: {"check_application"},
        filled["application"].credit_code: {"check_application"},
        "金坛": {"apply_designation"},
        "Jintan": {"apply_designation"},
        "没有这样的": set(),
    }


def test_every_kind_of_step_is_found_by_number_firm_code_and_name(filled):
    wanted = words_for(filled)
    found = {
        words: set(Due.objects.open().matching(words).values_list("node", flat=True))
        for words in wanted
    }
    assert found == wanted


def test_the_inbox_and_the_board_find_them(client, cast, filled):
    client.force_login(cast.officer)
    code = filled["application"].credit_code
    inbox = client.get("/inbox/", {"q": code}).context["page"]
    assert [due.node for due in inbox] == ["check_application"]
    board = client.get("/deadlines/", {"q": filled["spot check"].number})
    assert [due.node for due in board.context["page"]] == ["check_on_site"]
