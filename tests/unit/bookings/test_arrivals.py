"""Who can serve a half-day, out of the stored facts."""

from datetime import timedelta

import pytest

from bookings.arrivals import ask_of, free_for
from bookings.models import Reservation
from bookings.serving import Ask, Obstacle
from centers.models import Travel
from foundation.clock import local_day
from providers.models import Consultant, Leave
from tests.factories.cases import taken_case


@pytest.fixture
def day(monday):
    """The Monday after the clock's."""
    return local_day(monday) + timedelta(days=7)


def reserve(person, case, half="am"):
    """The person's half-day for the case."""
    Reservation.objects.create(
        consultant=person, on=case.slot.on, half=half, booking=case
    )


def test_each_rule_keeps_a_person_from_a_half_day(cast, day):
    first, second = cast.provider.consultants.all()
    third, fourth = cast.other_provider.consultants.all()
    case = taken_case(cast, cast.provider, day)
    far = cast.other_center.district
    people = [first.pk, second.pk, third.pk, fourth.pk]
    reserve(first, case)
    Consultant.objects.filter(pk=second.pk).update(weekdays="1", is_active=False)
    third.districts.add(far)
    Leave.objects.create(consultant=third, first_on=day, last_on=day)
    Consultant.objects.filter(pk=fourth.pk).update(per_week=1)
    reserve(fourth, taken_case(cast, cast.provider, day + timedelta(days=1)))
    Travel.objects.create(start=case.district, end=far, minutes=121)

    asked = Ask(day, "am", case.district_id)
    found = free_for([asked], people)
    assert {who: found.why_not(who, asked) for who in people} == {
        first.pk: (Obstacle.TAKEN,),
        second.pk: (Obstacle.INACTIVE, Obstacle.WEEKDAY),
        third.pk: (Obstacle.LEAVE, Obstacle.DISTRICT),
        fourth.pk: (Obstacle.WEEK_FULL,),
    }
    own = ask_of(case)
    assert free_for([own], people).free(own) == [first.pk]
    later = Ask(day, "pm", far.pk)
    found = free_for([later], people)
    assert found.why_not(first.pk, later) == (Obstacle.ROAD,)
    assert found.road_minutes(first.pk, later) == 121
    Travel.objects.update(minutes=120)
    assert free_for([later], people).is_free(first.pk, later)
    assert found.road_minutes(third.pk, later) is None


def test_any_number_of_pairs_costs_five_queries(cast, day, django_assert_num_queries):
    people = sorted(Consultant.objects.values_list("pk", flat=True))
    cases = [taken_case(cast, cast.provider, day + timedelta(days=n)) for n in range(5)]
    asks = [ask_of(case) for case in cases]
    for some in (asks[:1], asks):
        with django_assert_num_queries(5):
            found = free_for(some, people)
            assert [found.free(ask) for ask in some] == [people] * len(some)
    assert free_for([], people).workers[people[0]].visits == []
    cases[0].slot = None
    assert ask_of(cases[0]) is None
