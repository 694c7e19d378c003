"""The board of deadlines, urging, questions to the other side and their answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from tests.journey import Journey, open_due
from workflows.models import Due, Enquiry


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    return made


def test_the_board_lists_the_chosen_steps_and_exports_them(client, journey):
    client.force_login(journey.cast.manager)
    page = client.get(reverse("deadlines"), {"by": "step", "key": "respond"})
    assert [row["due"].node for row in page.context["rows"]] == ["respond"]
    assert client.get(reverse("deadlines"), {"state": "late"}).context["rows"] == []
    for by in ("center", "provider", "nonsense"):
        assert (
            client.get(reverse("deadlines"), {"by": by, "key": "x"}).status_code == 200
        )
    text = client.get(reverse("deadlines"), {"format": "csv"}).content.decode()
    assert journey.booking.number in text


def test_the_board_costs_the_same_for_one_case_and_for_many(client, journey):
    due = open_due(journey.booking, "respond")
    client.force_login(journey.cast.manager)
    client.get(reverse("deadlines"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("deadlines"))
    for _n in range(20):
        task = due.task
        task.pk = None
        task.save()
        due.pk, due.task = None, task
        due.save()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("deadlines"))
    assert len(many) == len(few)


def test_one_tap_urges_and_gives_a_text_for_the_chat(client, journey):
    due = open_due(journey.booking, "respond")
    url = reverse("urge", args=[due.task_id])
    client.force_login(journey.cast.firm)
    assert client.get(url).context["sent"] is False
    page = client.post(url)
    assert (page.status_code, page.context["sent"]) == (200, True)
    assert journey.booking.number in page.context["text"]
    again = client.post(url)
    assert (again.status_code, again.context["sent"]) == (409, False)
    client.force_login(journey.cast.people["other_firm"])
    assert client.post(url).status_code == 404


def test_a_question_goes_to_the_firm_and_its_answer_starts_the_clock(client, journey):
    due = open_due(journey.booking, "respond")
    ask = reverse("ask", args=[due.task_id])
    client.force_login(journey.coordinator())
    assert client.get(ask).status_code == 200
    empty = client.post(ask, {"side": "company", "question": ""})
    assert empty.status_code == 422
    client.post(ask, {"side": "company", "question": "几条产线?"})
    asked = Enquiry.objects.get()
    url = reverse("question", args=[asked.pk])
    assert client.post(ask, {"side": "company", "question": "还有?"}).status_code == 409
    client.force_login(journey.cast.firm)
    inbox = client.get(reverse("inbox"))
    assert [row.url for row in inbox.context["questions"]] == [url]
    assert client.post(url, {"answer": ""}).status_code == 422
    client.post(url, {"answer": "三条"})
    late = client.post(url, {"answer": "四条"})
    assert late.status_code == 409
    assert "四条" in late.content.decode(), "what was typed comes back"
    assert Due.objects.get(pk=due.pk).paused_at is None
    for role in ("other_firm", "other_coordinator", "other_manager"):
        client.force_login(journey.cast.people[role])
        assert client.get(url).status_code == 404


def test_whoever_asked_may_go_on_without_an_answer(client, journey):
    due = open_due(journey.booking, "respond")
    client.force_login(journey.coordinator())
    client.post(
        reverse("ask", args=[due.task_id]), {"side": "company", "question": "几条?"}
    )
    asked = Enquiry.objects.get()
    url = reverse("question", args=[asked.pk])
    assert client.get(url).context["may_take_back"]
    client.post(reverse("take_back_question", args=[asked.pk]))
    assert Due.objects.get(pk=due.pk).paused_at is None
    assert not client.get(url).context["may_take_back"]
    client.post(reverse("take_back_question", args=[asked.pk]))
    client.force_login(journey.cast.firm)
    page = client.get(reverse("case", args=[journey.booking.number]))
    assert page.status_code == 200
    assert clock.today() <= due.due_on


def test_the_next_level_finds_what_it_was_told_in_its_inbox(client, journey):
    due = open_due(journey.booking, "respond")
    Due.objects.filter(pk=due.pk).update(escalated_at=clock.now())
    client.force_login(journey.cast.manager)
    page = client.get(reverse("inbox"), {"tab": "escalated"})
    assert [item.url for item in page.context["items"]] == [
        reverse("task", args=[due.task_id])
    ]
    client.force_login(journey.cast.firm)
    labels = [tab.url for tab in client.get(reverse("inbox")).context["tabs"]]
    assert "?tab=escalated" not in labels
