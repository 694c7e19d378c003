"""The firm's people: the owner looks after them, a contact reads."""

import pytest

from accounts.actions import bind
from accounts.choices import Way
from accounts.models import Invitation, Membership, User
from foundation.notices.models import Message
from tests.pages.first_time import last_code
from tests.pages.reading import page, queries


@pytest.fixture
def contact(cast, monday):
    user = User.objects.create_user("13511112222", None, name="新同事")
    bind(user=user, company=cast.company, way=Way.INVITED, at=monday)
    return user


def seat(user):
    return Membership.objects.get(user=user)


def test_the_owner_invites_a_colleague_who_comes_in_by_the_link(client, cast):
    client.force_login(cast.firm)
    facts = {"name": "新同事", "phone": "135 1111 2222"}
    assert client.post("/people/", facts).url == "/people/"
    text = client.get("/people/").content.decode()
    assert "135****2222" in text
    assert "13511112222" not in text
    link = Message.objects.get(event="accounts.invite").link
    client.logout()
    client.post(link)
    assert client.post("/code/", {"code": last_code()}).url == "/book/"
    rows = page(client, cast.firm, "people").context["rows"]
    assert [row.firm_role for row in rows] == ["owner", "contact"]


def test_a_wrong_number_comes_back_with_a_sentence(client, cast):
    client.force_login(cast.firm)
    answer = client.post("/people/", {"name": "某人", "phone": "123"})
    text = answer.content.decode()
    assert (answer.status_code, 'value="某人"' in text) == (422, True)
    assert Invitation.objects.count() == 0


def test_a_contact_sees_the_list_and_cannot_change_anything(client, cast, contact):
    answer = page(client, contact, "people")
    assert answer.context["manages"] is False
    assert "<form" not in answer.content.decode().split("<main")[1].split("</main")[0]
    mine, owner = seat(contact), seat(cast.firm)
    for path in (
        f"/people/{mine.pk}/hand-over/",
        f"/people/{owner.pk}/end/",
        f"/people/{mine.pk}/end/",
    ):
        assert client.post(path).status_code == 404
    facts = {"name": "某人", "phone": "13600000009"}
    assert client.post("/people/", facts).status_code == 404
    assert Membership.objects.owners().get(company=cast.company).user == cast.firm


def test_a_contact_may_book(client, cast, contact):
    assert page(client, contact, "book").status_code == 200


@pytest.mark.parametrize("who", ["other_firm", "manager", "officer", "coordinator"])
def test_strangers_cannot_touch_a_firms_people(client, cast, contact, who):
    client.force_login(cast.people[who])
    row = seat(contact)
    for path in (f"/people/{row.pk}/end/", f"/people/{row.pk}/hand-over/"):
        assert client.post(path).status_code == 404
    assert client.get("/people/").status_code == (200 if who == "other_firm" else 404)


def test_the_owner_parts_with_a_contact_who_is_out_at_once(client, cast, contact):
    client.force_login(cast.firm)
    row = seat(contact)
    assert client.post(f"/people/{row.pk}/end/").url == "/people/"
    assert page(client, contact, "people").status_code == 404
    client.force_login(cast.firm)
    answer = client.post(f"/people/{row.pk}/end/", follow=True)
    assert "已发生变化" in answer.content.decode()


def test_the_owner_hands_over_and_is_a_contact_then(client, cast, contact):
    client.force_login(cast.firm)
    client.post(f"/people/{seat(contact).pk}/hand-over/")
    assert page(client, cast.firm, "people").context["manages"] is False
    assert page(client, contact, "people").context["manages"] is True


def test_an_invitation_is_withdrawn_by_the_owner_alone(client, cast):
    client.force_login(cast.firm)
    client.post("/people/", {"name": "某人", "phone": "13600000009"})
    path = f"/people/invitations/{Invitation.objects.get().pk}/withdraw/"
    client.force_login(cast.other_firm)
    assert client.post(path).status_code == 404
    client.force_login(cast.firm)
    assert client.post(path).url == "/people/"
    answer = client.post(path, follow=True)
    assert "已失效" in answer.content.decode()


def test_the_page_costs_the_same_for_two_people_and_for_thirty(client, cast, monday):
    def more(n):
        user = User.objects.create_user(f"150{n:08d}", None, name=f"同事{n}")
        bind(user=user, company=cast.company, way=Way.INVITED, at=monday)

    more(1)
    before = queries(client, cast.firm, "/people/")
    for n in range(2, 31):
        more(n)
    assert queries(client, cast.firm, "/people/") == before
