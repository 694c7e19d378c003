"""No input of a year's close gives a 500: junk is posted to every form of it."""

import pytest
from django.urls import reverse

from foundation import clock
from subsidies.actions import decide_objection, issue_document, raise_objection
from tests.factories.years import due_of
from tests.pages.test_junk import PIECES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_inline")]
FINE = {200, 302, 404, 409, 422}
FIELDS = {
    "check": ["decision", "note"],
    "gate_credit": ["evidence", "note", "stop_1", "stop_x"],
    "publish": ["official_url", "published_on"],
    "decide": ["decision", "indicator", "value", "text"],
    "publish_again": ["official_url", "published_on"],
    "order": ["number"],
    "pay": ["voucher_number", "paid_on"],
}
OBJECTION = {"text": "x", "evidence": "y", "real_name": "李四"}


def answers(client, url, names):
    """What each piece of junk, in every field at once, is answered with."""
    return {client.post(url, dict.fromkeys(names, junk)).status_code for junk in PIECES}


@pytest.mark.parametrize("node", ["check", "gate_credit"])
def test_the_forms_of_a_period_answer_junk_with_a_page(client, cast, close, node):
    if node == "gate_credit":
        close.check()
    client.force_login(cast.officer)
    url = reverse("task", args=[due_of(close.period, node).task_id])
    assert answers(client, url, FIELDS[node]) <= FINE


def test_publishing_answers_junk_with_a_page(client, cast, close):
    close.check()
    for kind in ("credit", "duplicate", "decision"):
        close.gate(kind)
    client.force_login(cast.officer)
    url = reverse("task", args=[due_of(close.period, "publish").task_id])
    assert answers(client, url, FIELDS["publish"]) == {422}


def to_step(close, cast, award, node):
    """The award's flow up to that step."""
    if node in ("decide", "publish_again"):
        close.do(
            award, "notice", raise_objection, cast.coordinator,
            deed="subsidies.object", **OBJECTION,
        )  # fmt: skip
    if node == "publish_again":
        facts = {"decision": "属实", "indicator": "O4", "value": 50}
        close.do(award, "decide", decide_objection, upheld=True, **facts)
    if node in ("order", "pay"):
        close.end_notice(award)
    if node == "pay":
        close.do(award, "order", issue_document, number="1号")


@pytest.mark.parametrize("node", ["decide", "publish_again", "order", "pay"])
def test_the_forms_of_an_award_answer_junk_with_a_page(client, cast, noticed, node):
    award = noticed.award(cast.provider)
    to_step(noticed, cast, award, node)
    client.force_login(cast.finance if node == "pay" else cast.officer)
    url = reverse("task", args=[due_of(award, node).task_id])
    with clock.set_to(noticed.at):
        assert answers(client, url, FIELDS[node]) <= FINE


def test_an_objection_answers_junk_with_a_page(client, cast, noticed):
    client.force_login(cast.coordinator)
    url = reverse("objection", args=[noticed.award(cast.provider).pk])
    assert answers(client, url, list(OBJECTION)) <= FINE


@pytest.mark.parametrize("junk", PIECES)
def test_junk_in_the_filters_is_a_page_too(client, cast, noticed, junk):
    lists = {
        "campaign": ["year", "format"],
        "district": ["year", "district", "format"],
        "ranking": ["year", "q", "district", "page"],
        "ledger": ["period", "account", "page"],
        "audit": ["person", "object", "deed", "first", "last", "page"],
        "notices": ["year", "page"],
    }
    client.force_login(cast.officer)
    for name, params in lists.items():
        found = client.get(reverse(name), dict.fromkeys(params, junk))
        assert found.status_code == 200, name


@pytest.mark.parametrize(
    "path",
    [
        "/providers/99999999999999999999/",
        "/periods/99999999999999999999/",
        "/evaluations/99999999999999999999/",
        "/awards/99999999999999999999/",
        "/awards/99999999999999999999/object/",
        "/notices/99999999999999999999/",
    ],
)
def test_a_number_nobody_has_is_not_found(client, cast, path):
    client.force_login(cast.officer)
    assert client.get(path).status_code == 404
