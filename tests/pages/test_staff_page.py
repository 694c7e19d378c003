"""The staff of a place, and parting with somebody on a page."""

import pytest

from accounts.models import Membership
from foundation.audit.models import Entry
from tests.cast import make_user
from tests.journey import fresh
from tests.pages.reading import page, queries


def seat(user):
    return Membership.objects.get(user=user)


def names(client, person):
    return {row.user.name for row in page(client, person, "staff").context["rows"]}


def test_each_sees_the_staff_of_their_own_place(client, cast):
    assert names(client, cast.coordinator) == {"coordinator", "consultant"}
    assert names(client, cast.manager) == {"manager"}
    assert names(client, cast.officer) == set(cast.people) - {"firm", "other_firm"}
    found = page(client, cast.officer, "staff", q="assessor").context["rows"]
    assert [row.user.name for row in found] == ["assessor", "second_assessor"]


def test_a_coordinator_parts_with_a_consultant_who_then_sees_nothing(client, cast):
    client.force_login(cast.coordinator)
    url = f"/staff/{seat(cast.people['consultant']).pk}/end/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "离职"}).url == "/staff/"
    assert client.get(url).status_code == 404, "a role that has ended is on no list"
    entry = Entry.objects.get(deed="accounts.end_staff_membership")
    assert (entry.actor, entry.after["reason"]) == (cast.coordinator, "离职")
    assert fresh(cast.people["consultant"]).role == ""
    assert page(client, cast.people["consultant"], "consultants").status_code == 404


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        ("coordinator", "other_consultant"), ("manager", "other_manager"),
        ("manager", "consultant"), ("consultant", "coordinator"),
        ("finance", "officer"), ("officer", "firm"),
    ],
)  # fmt: skip
def test_nobody_parts_with_the_people_of_others(client, cast, by, whom):
    client.force_login(cast.people[by])
    url = f"/staff/{seat(cast.people[whom]).pk}/end/"
    assert client.post(url, {"reason": "离职"}).status_code == 404
    assert seat(cast.people[whom]).ends_on is None


def test_nobody_parts_with_themselves(client, cast):
    client.force_login(cast.manager)
    url = f"/staff/{seat(cast.manager).pk}/end/"
    assert client.post(url, {"reason": "离职"}).status_code == 422
    assert url not in client.get("/staff/").content.decode()


def test_many_people_cost_no_more_questions_than_few(client, cast):
    few = queries(client, cast.manager, "/staff/")
    for n in range(10):
        make_user(f"同事{n}", "manager", 5000 + n, center=cast.center)
    assert queries(client, cast.manager, "/staff/") == few
