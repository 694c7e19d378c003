"""Scoping and policies, role by role."""

import pytest
from django.contrib.auth.models import AnonymousUser

from bookings.models import Booking
from companies.models import Company
from foundation.access.policies import (
    POLICIES,
    Policy,
    allows,
    anywhere,
    deeds_of,
    on_row,
)
from foundation.access.roles import Role
from foundation.access.scoping import is_visible
from foundation.notices.models import Message
from providers.models import Provider
from tests.journey import Journey, fresh


@pytest.fixture
def case(cast):
    return Journey(cast).booking


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("firm", True),
        ("other_firm", False),
        ("manager", True),
        ("other_manager", False),
        ("coordinator", False),  # nobody has the case yet
        ("assessor", False),
        ("district_officer", True),
        ("other_district_officer", False),
        ("officer", True),
        ("finance", True),
        ("auditor", True),
    ],
)
def test_who_sees_a_new_case(cast, case, who, sees):
    assert Booking.objects.visible_to(cast.people[who]).exists() is sees
    assert is_visible(cast.people[who], case) is sees


def test_nobody_sees_anything_without_signing_in_or_without_a_role(cast, case):
    user = cast.firm
    user.memberships.update(ends_on="2026-01-01")
    assert Booking.objects.visible_to(fresh(user)).count() == 0
    nobody = AnonymousUser()
    nobody.role = ""
    assert Booking.objects.visible_to(nobody).count() == 0


def test_an_inactive_person_sees_and_may_nothing(cast, case):
    user = cast.manager
    user.is_active = False
    user.save()
    assert Booking.objects.visible_to(fresh(user)).count() == 0
    assert not fresh(user).has_perm("bookings.triage", case)


def test_a_home_without_a_path_sees_no_rows(cast):
    assert Company.objects.visible_to(cast.assessor).count() == 0
    assert Message.objects.visible_to(cast.officer).count() == 0


def test_a_row_reached_over_many_comes_once(cast):
    agreement = cast.provider.agreements.get()
    district = cast.other_center.district
    district.served_by = cast.center
    district.save()
    agreement.districts.add(district)
    seen = Provider.objects.visible_to(cast.manager)
    assert sorted(provider.pk for provider in seen) == sorted(
        [cast.provider.pk, cast.other_provider.pk]
    )


def test_a_membership_without_its_home_sees_nothing(cast, case):
    user = fresh(cast.manager)
    user.acting.center_id = None
    assert Booking.objects.visible_to(user).count() == 0


def test_policies_say_roles_and_whether_a_row_is_needed():
    assert on_row(Role.MANAGER) == Policy(frozenset({Role.MANAGER}))
    assert anywhere(Role.OFFICER) == Policy(frozenset({Role.OFFICER}), on_row=False)


def test_a_deed_is_allowed_to_the_role_on_a_visible_row_only(cast, case):
    assert allows(cast.manager, "bookings.triage", case)
    assert not allows(cast.other_manager, "bookings.triage", case)
    assert not allows(cast.firm, "bookings.triage", case)
    assert allows(cast.officer, "subsidies.open_period")
    assert cast.manager.has_perm("bookings.triage", case)


def test_the_deeds_of_a_role_are_those_of_the_table():
    judged = [deed for deed, row in POLICIES.items() if Role.ASSESSOR in row.roles]
    assert deeds_of(Role.ASSESSOR) == judged
    assert "ratings.score" in judged
    assert deeds_of("") == []


def test_a_deed_of_the_owner_is_done_by_nobody_else_of_the_firm(cast):
    assert cast.firm.has_perm("accounts.manage_people", cast.company)
    assert not cast.firm.has_perm("accounts.manage_people", cast.other_company)
    cast.firm.memberships.update(firm_role="contact")
    contact = type(cast.firm).objects.get(pk=cast.firm.pk)
    assert not contact.has_perm("accounts.manage_people", cast.company)
    assert contact.has_perm("accounts.view_people")
