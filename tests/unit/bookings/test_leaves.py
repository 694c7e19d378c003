"""Leave and leaving: one entry for weeks, and never silently over a visit."""

from datetime import timedelta

import pytest

from bookings.actions.leaves import Touched, end_leave, enter_leave, set_active
from bookings.models import Reservation
from foundation.audit.models import Entry
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.notices.models import Message
from providers.actions import add_consultant, change_consultant
from providers.models import Consultant, Leave
from tests.factories.cases import taken_case
from tests.journey import fresh


@pytest.fixture
def facts(cast, monday):
    """Who does it, and when."""
    return {"by": cast.coordinator, "at": monday}


@pytest.fixture
def first(monday):
    """The Monday after the clock's."""
    return local_day(monday) + timedelta(days=7)


def test_three_weeks_are_one_entry_and_cannot_lie_over_each_other(cast, facts, first):
    person = cast.provider.consultants.first()
    last = first + timedelta(days=20)
    leave = enter_leave(consultant=person, first=first, last=last, **facts)
    assert (leave.first_on, leave.last_on, Leave.objects.count()) == (first, last, 1)
    for days in [
        (last, last + timedelta(days=3)),
        (last, first),
        (first - timedelta(days=30), first - timedelta(days=20)),
    ]:
        with pytest.raises(Refused):
            enter_leave(consultant=person, first=days[0], last=days[1], **facts)
    end_leave(leave=leave, **facts)
    assert Leave.objects.count() == 0
    assert Entry.objects.filter(deed="providers.manage_consultants").count() == 2


def test_a_leave_over_a_visit_names_it_and_entered_anyway_tells_the_center(
    cast, facts, first
):
    person = cast.provider.consultants.first()
    case = taken_case(cast, cast.provider, first)
    Reservation.objects.create(consultant=person, on=first, half="am", booking=case)
    days = {"consultant": person, "first": first, "last": first}
    with pytest.raises(Touched) as touched:
        enter_leave(**days, **facts)
    assert [visit.booking for visit in touched.value.visits] == [case]
    assert Leave.objects.count() == 0
    enter_leave(**days, anyway=True, **facts)
    told = Message.objects.get(event="providers.manage_consultants")
    assert told.to == cast.manager
    assert told.link == f"/cases/{case.number}/reassign/{person.pk}/"
    assert case.company.name in told.worded()


def test_nobody_leaves_for_good_before_his_visits_have_changed_hands(
    cast, facts, first
):
    person = cast.consultant.acting.consultant
    case = taken_case(cast, cast.provider, first)
    row = Reservation.objects.create(
        consultant=person, on=first, half="am", booking=case
    )
    with pytest.raises(Touched):
        set_active(consultant=person, active=False, **facts)
    row.delete()
    set_active(consultant=person, active=False, **facts)
    assert not fresh(person).is_active
    day = local_day(facts["at"])
    assert not person.memberships.on(day).exists()
    set_active(consultant=person, active=True, **facts)
    set_active(consultant=person, active=True, **facts)
    assert person.memberships.on(day).count() == 1


def test_a_consultant_is_added_and_changed_and_only_what_differs_is_recorded(
    cast, facts
):
    known = {"name": "新", "phone": "13500000001", "may_lead": True}
    known |= {"weekdays": "01", "per_week": 2}
    district = cast.center.district
    person = add_consultant(
        provider=cast.provider, facts=known, sectors=["34"], districts=[district],
        **facts,
    )  # fmt: skip
    assert list(person.districts.all()) == [district]
    change_consultant(
        consultant=person, facts=known | {"per_week": None}, sectors=["34", "35"],
        districts=[district], **facts,
    )  # fmt: skip
    entry = Entry.objects.get(deed="providers.manage_consultants")
    assert (entry.before, entry.after) == (
        {"per_week": 2, "sectors": ["34"]},
        {"per_week": None, "sectors": ["34", "35"]},
    )
    change_consultant(
        consultant=person, facts=known | {"per_week": None}, sectors=["34", "35"],
        districts=[district], **facts,
    )  # fmt: skip
    assert Entry.objects.filter(deed="providers.manage_consultants").count() == 1
    taken = Consultant.objects.exclude(pk=person.pk).first().phone
    with pytest.raises(Refused):
        add_consultant(
            provider=cast.provider, facts=known | {"phone": taken}, sectors=[],
            districts=[], **facts,
        )  # fmt: skip
