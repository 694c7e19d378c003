"""Coming to a firm's file: the listed contact, an invitation, the owner's deeds."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from accounts.actions import (
    accept_invitation,
    bind,
    end_membership,
    enter_file,
    hand_over,
    invitation_of,
    invite,
    invite_colleague,
    people_of_firm,
    send_code,
    withdraw_invitation,
)
from accounts.choices import FirmRole, Purpose, Way
from accounts.models import Invitation, Membership, User
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.links import sign
from foundation.notices.models import Message
from tests.cast import make_company
from tests.journey import fresh


@pytest.fixture
def listed(cast):
    """A firm from a target list: a file, and nobody connected to it."""
    return make_company("戊模具有限公司", cast.center.district, 7)


def code_for(company, at):
    return send_code(
        purpose=Purpose.FILE,
        phone=company.contact_phone,
        address="",
        at=at,
        about=company.credit_code,
        company=company,
    )


def accept(link, at):
    invitation = invitation_of(link.split("/")[2])
    sent = send_code(
        purpose=Purpose.INVITATION,
        phone=invitation.phone,
        address="",
        at=at,
        company=invitation.company,
        invitation=invitation,
    )
    return accept_invitation(code=sent.code, typed=sent.text, at=at)


def owner_of(company):
    return Membership.objects.filter(company=company).owners().get().user


def test_the_listed_contact_gets_an_account_and_is_the_owner(listed, monday):
    sent = code_for(listed, monday)
    user = enter_file(code=sent.code, typed=sent.text, by=None, at=monday)
    assert (user.phone, user.name) == (listed.contact_phone, listed.contact_name)
    assert (user.role, user.home_id, user.is_owner) == ("company", listed.pk, True)
    entry = Entry.objects.get(deed="accounts.bind")
    assert entry.after == {"way": "listed", "firm_role": "owner"}


def test_a_signed_in_person_with_the_code_of_the_listed_contact_is_connected(
    cast, listed, monday
):
    sent = code_for(listed, monday)
    user = enter_file(code=sent.code, typed=sent.text, by=cast.firm, at=monday)
    assert user == cast.firm
    assert [row.company for row in user.memberships_now] == [cast.company, listed]
    assert not User.objects.filter(phone=listed.contact_phone).exists()


def test_an_invited_contact_is_connected_and_the_link_stays_good_for_the_same_phone(
    listed, cast, monday
):
    link = invite(company=listed, by=cast.manager, at=monday)
    first = accept(link, monday)
    again = accept(link, monday + timedelta(hours=2))
    assert first == again
    assert Membership.objects.filter(company=listed).count() == 1


def test_an_invitation_to_a_phone_with_an_account_connects_that_account(
    cast, listed, monday
):
    Company.objects.filter(pk=listed.pk).update(contact_phone=cast.other_firm.phone)
    listed.refresh_from_db()
    user = accept(invite(company=listed, by=cast.manager, at=monday), monday)
    assert user == cast.other_firm
    assert {row.company for row in user.memberships_now} == {
        cast.other_company,
        listed,
    }


@pytest.mark.parametrize(
    "token",
    ["", "x", "1", sign("cancel", 1), sign("invite", 99)],
    ids=["empty", "letter", "number", "of another deed", "of nobody"],
)
def test_a_forged_or_foreign_link_is_no_invitation(db, token):
    assert invitation_of(token) is None


def test_an_invitation_ends_after_a_month(cast, listed, monday):
    link = invite(company=listed, by=cast.manager, at=monday)
    with pytest.raises(Refused, match="30 days"):
        accept(link, monday + timedelta(days=30))
    assert not Membership.objects.filter(company=listed).exists()


def test_an_invitation_ends_once_another_phone_is_listed(cast, listed, monday):
    link = invite(company=listed, by=cast.manager, at=monday)
    Company.objects.filter(pk=listed.pk).update(contact_phone="13600000001")
    with pytest.raises(Refused, match="another contact"):
        accept(link, monday)
    assert not Membership.objects.filter(company=listed).exists()


def test_the_owner_invites_a_colleague_who_becomes_a_contact(cast, monday):
    link = invite_colleague(
        company=cast.company,
        phone="13600000002",
        name="新同事",
        by=cast.firm,
        at=monday,
    )
    user = accept(link, monday)
    assert (user.name, user.is_owner, user.home_id) == (
        "新同事",
        False,
        cast.company.pk,
    )
    assert Message.objects.get(to=cast.firm).event == "accounts.bind"
    with pytest.raises(Refused, match="accepted already"):
        accept(link, monday + timedelta(hours=2))


@pytest.mark.parametrize(
    ("phone", "words"), [("0519", "11 digits"), ("13800000001", "already")]
)
def test_a_colleague_who_cannot_be_reached_or_is_there_is_not_invited(
    cast, monday, phone, words
):
    assert cast.firm.phone == "13800000001"
    with pytest.raises(Refused, match=words):
        invite_colleague(
            company=cast.company, phone=phone, name="某", by=cast.firm, at=monday
        )
    assert Invitation.objects.count() == 0


def test_nobody_is_invited_twice_at_a_time_and_a_withdrawn_link_opens_nothing(
    cast, monday
):
    facts = {"company": cast.company, "phone": "13600000002", "name": "某"}
    link = invite_colleague(**facts, by=cast.firm, at=monday)
    with pytest.raises(Refused, match="not answered"):
        invite_colleague(**facts, by=cast.firm, at=monday)
    invitation = Invitation.objects.get()
    withdraw_invitation(invitation=invitation, by=cast.firm, at=monday)
    with pytest.raises(LostRace):
        withdraw_invitation(invitation=invitation, by=cast.firm, at=monday)
    with pytest.raises(Refused, match="withdrawn"):
        accept(link, monday)
    invite_colleague(**facts, by=cast.firm, at=monday)


def test_the_owner_hands_over_and_is_a_contact_then(cast, monday):
    mine = bind(user=cast.assessor, company=cast.company, way=Way.INVITED, at=monday)
    hand_over(membership=mine, by=cast.firm, at=monday)
    assert owner_of(cast.company) == cast.assessor
    rows = people_of_firm(cast.company, at=monday)
    assert [row.firm_role for row in rows] == ["owner", "contact"]
    assert Entry.objects.get(deed="accounts.hand_over").before == {
        "owner": cast.firm.name
    }
    with pytest.raises(LostRace):
        hand_over(membership=fresh(mine), by=cast.firm, at=monday)


def test_a_contact_leaves_at_once_and_the_owner_cannot(cast, monday):
    user = cast.assessor
    mine = bind(user=user, company=cast.company, way=Way.INVITED, at=monday)
    assert mine in Membership.objects.on(monday.date())
    end_membership(membership=mine, by=cast.firm, at=monday)
    assert fresh(user).home_id == user.pk
    with pytest.raises(LostRace):
        end_membership(membership=fresh(mine), by=cast.firm, at=monday)
    with pytest.raises(Refused, match="hand over"):
        end_membership(membership=cast.firm.memberships.get(), by=cast.firm, at=monday)
    assert Message.objects.get(to=user).event == "accounts.end_membership"


def test_a_contact_who_was_listed_and_left_gets_no_more_codes(cast, listed, monday):
    user = accept(invite(company=listed, by=cast.manager, at=monday), monday)
    boss = bind(
        user=cast.assessor,
        company=listed,
        way=Way.LEGAL_PERSON,
        at=monday,
        owns=True,
    )
    assert boss.firm_role == FirmRole.OWNER
    end_membership(membership=user.memberships.get(), by=cast.assessor, at=monday)
    assert fresh(listed).contact_phone == cast.assessor.phone


def test_the_legal_person_is_the_owner_whoever_was_before(cast, monday):
    bind(
        user=cast.assessor,
        company=cast.company,
        way=Way.LEGAL_PERSON,
        at=monday,
        owns=True,
    )
    assert owner_of(cast.company) == cast.assessor
    assert cast.firm.memberships.get().firm_role == FirmRole.CONTACT


def test_a_person_connected_twice_has_one_membership(cast, monday):
    again = bind(user=cast.firm, company=cast.company, way=Way.LISTED, at=monday)
    assert again == cast.firm.memberships.get()
    assert Entry.objects.filter(deed="accounts.bind").count() == 0


def test_only_people_of_firms_are_owners_or_contacts(cast):
    assert cast.firm.is_owner
    assert cast.manager.acting.firm_role == ""
    assert not cast.manager.is_owner
    assert set(
        Membership.objects.exclude(role=Role.COMPANY).values_list(
            "firm_role", flat=True
        )
    ) == {""}


def test_firms_of_an_older_city_get_their_first_person_as_owner(cast, monday):
    bind(user=cast.assessor, company=cast.company, way=Way.INVITED, at=monday)
    Membership.objects.update(firm_role="")
    upgrade = import_module("accounts.migrations.0004_owners")
    upgrade.name_owners(apps, None)
    rows = Membership.objects.filter(company=cast.company).order_by("pk")
    assert [row.firm_role for row in rows] == ["owner", "contact"]
    assert not cast.manager.memberships.get().firm_role
