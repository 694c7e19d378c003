"""Thirty working days of half-days, from rules, calendar and free people."""

from datetime import date, timedelta

from bookings import places, planning
from bookings.models import Booking, Reservation, Slot
from centers.models import Closure
from config.checks import holidays_are_entered
from foundation import clock
from foundation.clock import local_day
from providers.models import Consultant, Leave
from tests.factories.cases import taken_case
from tests.journey import Journey, fresh


def test_thirty_working_days_are_planned_and_no_holiday_is_among_them(cast):
    days = set(Slot.objects.filter(center=cast.center).values_list("on", flat=True))
    assert len(days) == 30
    assert not {date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)} & days
    assert min(days) == date(2026, 3, 3)


def test_capacity_is_the_rule_or_the_free_people_whichever_is_less(cast):
    slot = cast.slot()
    assert slot.capacity == 2  # the rule; four people would be free
    people = cast.provider.consultants.all() | cast.other_provider.consultants.all()
    for consultant in list(people)[:3]:
        Leave.objects.create(consultant=consultant, first_on=slot.on, last_on=slot.on)
    planning.plan_center(cast.center, at=slot.starts_at - timedelta(days=1))
    assert fresh(slot).capacity == 1


def test_a_person_reserved_elsewhere_is_not_counted_but_an_own_visit_is(
    cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast)
    journey.confirm()
    assert Reservation.objects.count() == 1
    slot = journey.booking.slot
    planning.plan_center(cast.center, at=slot.starts_at - timedelta(days=1))
    assert (fresh(slot).taken, fresh(slot).capacity) == (1, 2)


def test_a_closed_day_gets_no_half_days(cast, monday):
    Slot.objects.all().delete()
    Closure.objects.create(
        center=cast.center,
        first_on=date(2026, 3, 3),
        last_on=date(2026, 3, 4),
        reason="搬迁",
    )
    planning.plan_center(cast.center, at=monday)
    assert not Slot.objects.filter(on__lte=date(2026, 3, 4)).exists()


def test_planning_twice_changes_nothing(cast, monday):
    assert planning.plan_all_slots(at=monday) == 0


def test_a_center_closed_for_the_whole_horizon_plans_nothing(cast, monday):
    Closure.objects.create(
        center=cast.center,
        first_on=date(2026, 3, 1),
        last_on=date(2026, 12, 31),
        reason="改造",
    )
    Slot.objects.filter(center=cast.center).delete()
    assert planning.plan_center(cast.center, at=monday) == 0


def test_the_nearest_free_half_days_come_in_order_of_distance(cast, monday):
    slot = cast.slot(10)
    near = places.nearest_free(slot, at=monday)
    gaps = [abs(other.starts_at - slot.starts_at) for other in near]
    assert gaps == sorted(gaps)
    assert len(near) == 3


def test_a_year_whose_holidays_are_missing_is_named_once_it_is_in_sight(cast, monday):
    assert planning.year_without_table(at=monday) is None
    november = monday.replace(month=11, day=24)
    assert planning.year_without_table(at=november) == 2027


def test_the_manager_is_warned_of_it(client, cast, monday):
    client.force_login(cast.manager)
    assert "2027" not in client.get("/slots/").content.decode()
    with clock.set_to(monday.replace(month=12, day=1)):
        assert "2027 年放假安排尚未录入" in client.get("/slots/").content.decode()


def test_the_start_warns_of_it_too(cast, monday):
    with clock.set_to(monday.replace(month=12, day=1)):
        found = holidays_are_entered(databases=["default"])
    assert [warning.id for warning in found] == ["wenzhen.W001"]
    assert holidays_are_entered(databases=["default"]) == []
    assert holidays_are_entered() == []


def test_a_week_offers_no_more_visits_than_its_people_may_serve(cast, monday):
    """Two may serve two a week, one has left, one works elsewhere."""
    first, second = cast.provider.consultants.all()
    third, fourth = cast.other_provider.consultants.all()
    Consultant.objects.filter(pk__in=[first.pk, second.pk]).update(per_week=2)
    Consultant.objects.filter(pk=third.pk).update(is_active=False)
    fourth.districts.add(cast.other_center.district)
    monday_after = local_day(monday) + timedelta(days=7)
    week = (monday_after, monday_after + timedelta(days=6))
    elsewhere = taken_case(cast, cast.provider, monday_after)
    far = cast.other_center
    Booking.objects.update(center=far, district=far.district)
    Reservation.objects.create(
        consultant=first, on=monday_after, half="am", booking=elsewhere
    )
    planning.plan_center(cast.center, at=monday)
    slots = Slot.objects.filter(center=cast.center, on__range=week)
    assert sum(slots.values_list("planned", flat=True)) == 3
    assert max(slots.values_list("planned", flat=True)) == 1
    Consultant.objects.update(per_week=None, is_active=True)
    planning.plan_center(cast.center, at=monday)
    assert sum(slots.values_list("planned", flat=True)) == 20
