"""People, their roles, and acting in one at a time."""

import pytest

from accounts.actions import enrol, people_of, switch
from accounts.backends import PhoneBackend
from accounts.models import Membership, User
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.errors import Refused
from tests.cast import PASSWORD
from tests.journey import fresh


def test_an_enrolled_person_has_one_role_from_today_and_is_in_the_log(cast, monday):
    user = enrol(
        phone="13512345678",
        name="新人",
        password="long enough 1",
        role=Role.MANAGER,
        at=monday,
        center=cast.center,
    )
    assert (user.role, user.home_id) == ("manager", cast.center.pk)
    assert user.check_password("long enough 1")
    assert Entry.objects.get(deed="accounts.enrol").actor == user


def test_a_taken_phone_is_refused_and_nobody_is_made(cast, monday):
    before = User.objects.count()
    with pytest.raises(Refused):
        enrol(
            phone=cast.firm.phone,
            name="冒名",
            password=None,
            role=Role.MANAGER,
            at=monday,
            center=cast.center,
        )
    assert User.objects.count() == before


def test_a_person_acts_in_one_role_at_a_time_and_switching_is_audited(cast, monday):
    second = Membership.objects.create(
        user=cast.assessor,
        role=Role.CONSULTANT,
        provider=cast.provider,
        starts_on="2024-01-01",
    )
    user = fresh(cast.assessor)
    assert user.role == Role.ASSESSOR
    assert switch(user=user, membership_id=second.pk, at=monday)
    assert (user.role, user.home_id) == (Role.CONSULTANT, cast.provider.pk)
    assert Entry.objects.filter(deed="accounts.switch").count() == 1
    assert not switch(user=user, membership_id=cast.firm.acting.pk, at=monday)


def test_people_of_a_home_are_those_whose_role_holds_today(cast, monday):
    roles = frozenset({Role.MANAGER})
    assert people_of(deed_roles=roles, at=monday, center_id=cast.center.pk) == [
        cast.manager
    ]
    cast.manager.memberships.update(ends_on=monday.date())
    assert people_of(deed_roles=roles, at=monday, center_id=cast.center.pk) == []


def test_sign_in_needs_the_right_password_and_an_active_person(cast):
    backend = PhoneBackend()
    phone = cast.firm.phone
    assert backend.authenticate(None, phone, PASSWORD) == cast.firm
    assert backend.authenticate(None, phone, "wrong") is None
    assert backend.authenticate(None, "13000000000", PASSWORD) is None
    cast.firm.is_active = False
    cast.firm.save()
    assert backend.authenticate(None, phone, PASSWORD) is None
    assert backend.get_user(cast.firm.pk) is None


def test_the_keeper_is_staff_and_has_no_desk(db):
    keeper = User.objects.create_superuser("13811111111", "long enough 1", name="管理")
    assert (keeper.is_staff, keeper.is_superuser, keeper.role) == (True, True, "")
    assert (keeper.home_id, keeper.role_label, keeper.home_label) == (None, "", "")
    assert str(keeper) == "管理"


def test_the_chosen_role_holds_for_the_whole_session(client, cast):
    second = Membership.objects.create(
        user=cast.assessor,
        role=Role.MANAGER,
        center=cast.center,
        starts_on="2024-01-01",
    )
    client.force_login(cast.assessor)
    assert client.get("/week/").status_code == 404
    client.post("/me/switch/", {"membership": str(second.pk)})
    assert client.get("/week/").status_code == 200
    other = cast.firm.acting.pk
    assert client.post("/me/switch/", {"membership": str(other)}).status_code == 404
