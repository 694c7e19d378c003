"""What a person types into a step is kept while they type, and is theirs alone."""

import pytest
from django.urls import reverse

from foundation import clock
from foundation.access.roles import Role
from tests.admission import Applying
from tests.cast import make_user
from tests.journey import Journey, open_due
from workflows.kept import LONGEST, sweep_drafts
from workflows.models import Draft, Due
from workflows.start_admission import withdraw
from workflows.tasks import sweep_drafts as night_work

WORDS = "十年制造业诊断经验，拟同意"


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def applying(cast):
    return Applying(cast).scored(70, 90)


def urls(due):
    names = ("task", "keep_draft", "discard_draft")
    return [reverse(name, args=[due.task_id]) for name in names]


def post(client, user, url, data=None):
    client.force_login(user)
    return client.post(url, data or {})


def test_what_was_typed_comes_back_on_another_device(client, cast, applying):
    officer, due = cast.officer, applying.due("decide_application")
    page, keep, discard = urls(due)
    half = {"decision": "refuse", "reason": WORDS}
    answer = post(client, officer, keep, half)
    assert "not yet sent" in answer.text
    shown = client.get(page)
    form = shown.context["form"]
    assert not form.is_bound  # nothing is complained of before it is sent
    assert (form["decision"].value(), form["reason"].value()) == ("refuse", WORDS)
    assert "Discard the draft" in shown.text

    colleague = make_user("同事", Role.OFFICER, 991)
    client.force_login(colleague)
    assert WORDS not in client.get(page).text
    assert post(client, applying.coordinator, keep, half).status_code == 404
    assert post(client, cast.assessor, discard).status_code == 404

    post(client, officer, keep, {**half, "reason": "再\x00改"})
    assert Draft.objects.get().typed["reason"] == ["再改"]
    assert post(client, officer, discard).status_code == 302
    assert client.get(page).context["form"]["reason"].value() is None


def test_sending_the_step_ends_the_own_draft_and_the_night_that_of_others(
    client, cast, applying
):
    officer, colleague = cast.officer, make_user("同事", Role.OFFICER, 991)
    due = applying.due("decide_application")
    page, keep, _discard = urls(due)
    post(client, colleague, keep, {"reason": WORDS})
    post(client, officer, keep, {"reason": "我的"})
    post(client, officer, page, {"decision": "admit", "reason": "我的"})
    assert [row.person for row in Draft.objects.all()] == [colleague]
    client.force_login(colleague)
    late = client.get(page)  # what it had typed is not lost before the night
    assert late.status_code == 409
    assert late.context["typed"] == [("Reason", WORDS)]
    told = client.post(keep, {"reason": WORDS})
    assert (told.status_code, "no longer open" in told.text) == (422, True)
    assert night_work() == 1
    assert not Draft.objects.exists()


def test_a_step_that_ends_undone_leaves_no_draft(client, cast, applying):
    _page, keep, _discard = urls(applying.due("decide_application"))
    post(client, cast.officer, keep, {"reason": WORDS})
    applying.row.refresh_from_db()
    withdraw(application=applying.row, by=applying.coordinator, at=clock.now())
    assert sweep_drafts() == 1


def test_far_too_much_is_not_kept(client, cast, applying):
    _page, keep, _discard = urls(applying.due("decide_application"))
    answer = post(client, cast.officer, keep, {"reason": "x" * (LONGEST + 1)})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_sheet_is_kept_for_its_expert_and_a_ticked_statement_is_not(client, cast):
    way = Applying(cast).to_experts()
    due = Due.objects.open().get(application=way.row, assessor=cast.assessor)
    page, keep, _discard = urls(due)
    other = cast.second_assessor
    assert post(client, other, keep, {"people": "88"}).status_code == 404
    post(client, cast.assessor, keep, {"people": "88", "people_why": WORDS})
    form = client.get(page).context["form"]
    assert [form[name].value() for name in ("people", "people_why")] == ["88", WORDS]


def test_the_rows_of_a_report_come_back(
    client, cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast)
    for step in (journey.confirm, journey.respond, journey.visit, journey.assess):
        step()
    page, keep, _discard = urls(open_due(journey.booking, "report"))
    finding = {"finding-0-symptom": "手工排产", "finding-0-priority": "high"}
    dropped = {"finding-1-symptom": "删除的", "finding-1-DELETE": "on"}
    rows = {"finding-TOTAL_FORMS": "2", "finding-INITIAL_FORMS": "0"}
    sent = {"profile": "企业概况一段", **rows, **finding, **dropped}
    assert post(client, cast.consultant, keep, sent).status_code == 200
    found = client.get(page).context["form"].finding_rows
    assert [row.initial.get("symptom") for row in found] == ["手工排产", None, None]
    post(client, cast.consultant, page, {**sent, "save": "1", "finding-TOTAL_FORMS": 0})
    assert not Draft.objects.exists()  # the report itself has kept it
