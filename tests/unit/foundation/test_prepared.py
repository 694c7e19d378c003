"""What is asked again and again says what the queryset says, its SQL written once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from bookings.models import Slot
from foundation import clock
from foundation.access.roles import Role
from foundation.access.scoping import is_visible
from foundation.prepared import Given, prepared, prepared_change

written: list[str] = []


@prepared
def _by_role(role: str) -> Any:
    written.append(role)
    rows = Membership.objects.on(Given("day")).filter(role=role, center=Given("home"))
    return rows.select_related("user").order_by("pk")


@prepared
def _nobody() -> Any:
    return User.objects.none()


@prepared
def _numbers() -> Any:
    rows = Slot.objects.filter(pk__gte=Given("least")).order_by("pk")
    return rows.values_list("pk", flat=True)


@prepared_change
def _widen() -> Any:
    rows = Slot.objects.filter(pk=Given("pk"), bookable_until__gt=Given("at"))
    return rows, {"capacity": F("capacity") + Given("more")}


def of(cast: Any, role: Role = Role.MANAGER, days: int = 0) -> list[Membership]:
    day = clock.today() + timedelta(days)
    return _by_role.all(role, day=day, home=cast.center)


def test_the_rows_are_those_of_the_queryset_with_what_it_joins(cast):
    rows = Membership.objects.on(clock.today()).filter(
        role=Role.MANAGER, center=cast.center
    )
    with CaptureQueriesContext(connection) as caught:
        found = of(cast)
        names = [row.user.name for row in found]
    assert found == list(rows.order_by("pk"))
    assert names == [cast.manager.name]
    assert len(caught) == 1


def test_it_is_written_once_for_each_shape_whatever_the_values(cast):
    of(cast)
    of(cast, Role.COORDINATOR)
    written.clear()
    assert of(cast, days=-4000) == []
    assert len(of(cast)) == 1
    assert of(cast, Role.COORDINATOR) == []
    assert written == []


def test_the_first_row_or_none(cast):
    found = _by_role.first(Role.MANAGER, day=clock.today(), home=cast.center.pk)
    assert found == of(cast)[0]
    assert _by_role.first(Role.MANAGER, day=clock.today(), home=0) is None


def test_plain_values_come_as_from_the_queryset(cast):
    slots = [cast.slot(5).pk, cast.slot(6).pk]
    assert _numbers.all(least=slots[0])[:2] == slots


def test_where_there_can_be_no_row_nobody_is_asked(cast):
    with CaptureQueriesContext(connection) as caught:
        assert _nobody.all() == []
    assert len(caught) == 0


def test_a_missing_value_is_an_error_and_no_answer(cast):
    with pytest.raises(KeyError, match="home"):
        _by_role.all(Role.MANAGER, day=clock.today())


def test_a_change_is_carried_out_only_where_its_condition_holds(cast):
    slot = cast.slot(5)
    at = clock.now()
    assert _widen.count(pk=slot.pk, at=at, more=2) == 1
    assert _widen.count(pk=slot.pk, at=slot.bookable_until, more=9) == 0
    before = slot.capacity
    slot.refresh_from_db()
    assert slot.capacity == before + 2


def test_a_stranger_and_one_without_a_role_see_no_row(cast):
    slot = cast.slot(5)
    assert is_visible(cast.manager, slot)
    assert not is_visible(AnonymousUser(), slot)
    cast.manager.is_active = False
    assert not is_visible(cast.manager, slot)
