"""A remark of the bureau's head becomes a task with a deadline, and is answered."""

import pytest
from django.urls import reverse

from directives.models import Directive
from face import formats
from foundation import clock
from foundation.models import work_calendar
from foundation.notices.models import Message
from tests.journey import Journey, fresh
from workflows.models import Due


@pytest.fixture
def day(cast):
    return work_calendar().add(clock.today(), 3)


def test_a_remark_about_a_case_is_the_task_of_its_center_until_it_is_answered(
    client, cast, day
):
    case = Journey(cast).booking
    client.force_login(cast.officer)
    sent = {"text": "请本周内联系企业", "booking": case.number, "due_on": day}
    assert client.post(reverse("director"), sent).status_code == 302
    remark = Directive.objects.get()
    due = Due.objects.open().get(directive=remark)
    assert (due.due_on, due.center) == (day, cast.center)
    assert list(Due.objects.for_person(fresh(cast.people["other_manager"]))) == []
    client.force_login(cast.manager)
    assert client.get(reverse("inbox")).status_code == 200
    task = reverse("task", args=[due.task_id])
    assert client.post(task, {"answer": ""}).status_code == 422
    assert client.post(task, {"answer": "已电话联系,周四上门"}).status_code == 302
    assert Message.objects.get(event="directive_done").to == cast.officer
    page = client.get(reverse("remark", args=[remark.pk]))
    assert page.context["remark"].answer == "已电话联系,周四上门"
    client.force_login(cast.people["other_manager"])
    assert client.get(reverse("remark", args=[remark.pk])).status_code == 404


def test_a_remark_without_a_center_is_the_bureau_s_own(client, cast, day):
    client.force_login(cast.officer)
    client.post(reverse("director"), {"text": "核对名单", "due_on": day})
    due = Due.objects.open().get()
    assert due.node == "bureau_acts"
    assert list(Due.objects.for_person(fresh(cast.officer))) == [due]
    assert list(Due.objects.for_person(fresh(cast.manager))) == []


def test_what_was_typed_comes_back_with_the_reason(client, cast):
    client.force_login(cast.officer)
    sent = {"text": "核对名单", "booking": "CZ1999-1", "due_on": clock.today()}
    page = client.post(reverse("director"), sent)
    assert page.status_code == 422
    assert page.context["form"]["text"].value() == "核对名单"
    past = {"text": "核对名单", "due_on": "2020-01-02"}
    assert client.post(reverse("director"), past).status_code == 422
    assert Directive.objects.count() == 0


def test_the_five_numbers_are_there(client, cast):
    Journey(cast)
    client.force_login(cast.officer)
    page = client.get(reverse("director"))
    assert [one.value for one in page.context["figures"]][:3] == ["1", "0", "0"]
    assert page.context["figures"][4].value == formats.wan(cast.campaign.budget_fen)
