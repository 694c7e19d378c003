"""No input gives a 500: junk is posted to every form there is."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journey import Journey, open_due

PIECES = [
    "", "0", "-1", "1e9", "NaN", "null", "999999999999999999999", "\x00", "﷽", "on",
    "2026-02-30", "25:99", "true", "a" * 5000, "<script>", "𠮷", "' OR 1=1", "save",
]  # fmt: skip
TEXT = st.one_of(st.text(max_size=40), st.sampled_from(PIECES))
JUNK = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FIELDS = {
    "sign_in": ["username", "password", "next"],
    "register": [
        "credit_code", "name", "district", "town", "sector", "size",
        "above_designated", "contact_name", "phone", "password",
    ],
    "book": ["slot", "needs", "preferred_provider", "truthful"],
    "add_slot": ["on", "half", "capacity"],
    "change_slot": ["by_visits", "is_closed", "reason"],
    "cancel_case": ["reason"],
    "triage": ["decision", "reason"],
    "confirm": ["provider", "reason"],
    "respond": ["decision", "lead", "team", "confidentiality", "reason"],
    "reschedule": ["slot"],
    "visit": [
        "outcome", "on", "from_time", "to_time", "firm_signed", "team_signed", "notes",
    ],
    "assess": ["Q1", "Q2", "S01"],
    "report": [
        "profile", "survey", "finding-TOTAL_FORMS", "finding-INITIAL_FORMS",
        "finding-0-scene", "finding-0-symptom", "finding-0-DELETE", "save",
    ],
    "review": ["decision", "points"],
    "sign_off": ["score", "charged_money", "pushed_product", "comment", "signed"],
    "accept": ["note"],
    "score": ["evidence", "evidence_why", "depth"],
    "hand_over": ["to", "reason"],
    "switch_membership": ["membership"],
}  # fmt: skip
WALK = [
    "confirm",
    "respond",
    "visit",
    "assess",
    "report",
    "review",
    "sign_off",
    "accept",
]
DOER = {
    "confirm": "manager", "review": "manager", "accept": "manager", "sign_off": "firm",
}  # fmt: skip


def answers(client, url, fields, data):
    values = {name: data.draw(TEXT, label=name) for name in fields}
    return client.post(url, values).status_code


@pytest.mark.parametrize("name", ["sign_in", "register"])
@JUNK
@given(data=st.data())
def test_public_forms_answer_junk_with_a_page(client, cast, name, data):
    status = answers(client, reverse(name), FIELDS[name], data)
    assert status in (200, 302, 422)


@pytest.mark.parametrize(
    ("name", "who"),
    [("book", "firm"), ("add_slot", "manager"), ("switch_membership", "firm")],
)
@JUNK
@given(data=st.data())
def test_desk_forms_answer_junk_with_a_page(client, cast, name, who, data):
    client.force_login(cast.people[who])
    status = answers(client, reverse(name), FIELDS[name], data)
    assert status in (200, 302, 404, 409, 422)


@JUNK
@given(data=st.data())
def test_changing_a_half_day_answers_junk_with_a_page(client, cast, data):
    client.force_login(cast.manager)
    url = reverse("change_slot", args=[cast.slot().pk])
    assert answers(client, url, FIELDS["change_slot"], data) in (200, 302, 404, 422)


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


@pytest.mark.parametrize("node", WALK)
def test_the_form_of_each_step_answers_junk_with_a_page(client, journey, node):
    """Junk that happens to be right ends the step, so each piece is posted in turn."""
    for step in WALK[: WALK.index(node)]:
        getattr(journey, step)()
    doer = DOER.get(node)
    client.force_login(journey.cast.people[doer] if doer else journey.coordinator())
    url = f"/tasks/{open_due(journey.booking, node).task_id}/"
    for junk in PIECES:
        answer = client.post(url, dict.fromkeys(FIELDS[node], junk))
        assert answer.status_code in (200, 302, 404, 409, 422), junk


def test_triage_answers_junk_with_a_page(
    client, cast, django_capture_on_commit_callbacks
):
    company = cast.company
    company.above_designated = False
    company.save()
    case = Journey(cast).booking
    client.force_login(cast.manager)
    url = f"/tasks/{open_due(case, 'triage').task_id}/"
    for junk in PIECES:
        answer = client.post(url, dict.fromkeys(FIELDS["triage"], junk))
        assert answer.status_code == 422, junk


@pytest.mark.parametrize(
    "path",
    [
        "/cases/?q=%00&stage=x&campaign=y&page=-1",
        "/cases/?page=999999999999",
        "/inbox/?tab=x&q=%F0%9F%98%80&page=a",
        "/week/?w=0001-01-01&d=x",
        "/week/?w=9999-12-31",
        "/slots/?page=x",
        "/tasks/99999999999999999999/",
        "/cases/no-such-case/",
        "/slots/99999999999999999999/",
    ],
)
def test_junk_in_an_address_is_a_page_too(client, cast, path):
    client.force_login(cast.manager)
    assert client.get(path).status_code in (200, 302, 404)
