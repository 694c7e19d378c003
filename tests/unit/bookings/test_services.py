"""Services beside the diagnosis: advisers, rooms, buffers, limits, roads, release."""

from collections import Counter
from datetime import date, time, timedelta
from itertools import combinations, pairwise

import pytest

from bookings.actions import add_slot, set_closed
from bookings.models import Duty, Reservation, Slot
from bookings.planning import new_slot, plan_center
from centers.actions import close_days, drop_exception, open_extra, take_leave
from centers.choices import HALF_HOURS, ServiceKind
from centers.models import Adviser, OpeningRule, Service, Travel
from foundation.clock import CITY_TIME
from foundation.errors import Refused
from tests.factories.appointments import made
from tests.factories.cases import taken_case
from tests.journey import fresh

MONDAY = date(2026, 3, 9)


@pytest.fixture
def clinic(cast):
    """Half an hour each on Monday mornings, two advisers, ten minutes between."""
    service = Service.objects.create(
        center=cast.center,
        kind=ServiceKind.CLINIC,
        minutes=30,
        buffer_after=10,
        notice_hours=2,
    )
    OpeningRule.objects.create(
        service=service, weekday=0, opens=time(9), closes=time(11, 30), capacity=5
    )
    for name in ("林", "苏"):
        adviser = Adviser.objects.create(
            center=cast.center, name=name, title_zh="咨询师"
        )
        adviser.services.add(service)
    return service


def planned(service, at, day=MONDAY):
    plan_center(service.center, at=at)
    rows = Slot.objects.filter(service=service, on=day)
    return [(f"{slot.starts_at.astimezone():%H:%M}", slot.capacity) for slot in rows]


def test_starts_stand_a_buffer_apart_and_advisers_are_the_places(clinic, monday):
    found = planned(clinic, monday)
    assert [capacity for _start, capacity in found] == [2, 2, 2, 2]
    slots = list(Slot.objects.filter(service=clinic, on=MONDAY))
    gaps = {b.starts_at - a.starts_at for a, b in pairwise(slots)}
    assert gaps == {timedelta(minutes=40)}
    assert slots[0].bookable_until == slots[0].starts_at - timedelta(hours=2)
    assert Duty.objects.filter(slot=slots[0]).count() == 2


def test_an_adviser_on_leave_or_off_that_weekday_serves_nobody(clinic, monday, cast):
    lin, su = clinic.advisers.order_by("pk")
    take_leave(
        center=cast.center,
        adviser=lin,
        first=MONDAY,
        last=MONDAY,
        by=cast.manager,
        at=monday,
    )
    assert planned(clinic, monday)[0][1] == 1
    Adviser.objects.filter(pk=su.pk).update(weekdays="4")
    assert planned(clinic, monday)[0][1] == 0


def test_nobody_serves_at_two_services_at_once(clinic, monday, cast):
    rare = Service.objects.create(
        center=cast.center, kind=ServiceKind.POLICY, minutes=60
    )
    for opens, closes in ((9, 10), (10, 11)):
        OpeningRule.objects.create(
            service=clinic if opens == 10 else rare,
            weekday=1 if opens == 10 else 0,
            opens=time(opens),
            closes=time(closes),
            capacity=5,
        )
    for adviser in clinic.advisers.all():
        adviser.services.add(rare)
    plan_center(cast.center, at=monday)
    both = Slot.objects.filter(on=MONDAY, kind__in=("clinic", "policy"))
    at_nine = both.filter(starts_at__lt=fresh(both[0]).starts_at + timedelta(hours=1))
    assert sum(slot.capacity for slot in at_nine.filter(kind="policy")) == 2
    assert sum(slot.capacity for slot in at_nine.filter(kind="clinic")) == 0


def busy_twice():
    """Pairs of slots at which one adviser would have to be at the same moment."""
    rows = Duty.objects.select_related("slot").order_by("starts_at")
    return [
        (one.slot, other.slot)
        for one, other in combinations(rows, 2)
        if one.adviser_id == other.adviser_id
        and other.slot.starts_at < one.slot.ends_at
    ]


def test_new_hours_use_nobody_twice_beside_the_times_that_are_public(
    clinic, monday, cast
):
    """30 minutes become 45: what is released stands, and no new time meets it."""
    cast.center.release_ahead = 5
    cast.center.save()
    before = planned(clinic, monday)
    Service.objects.filter(pk=clinic.pk).update(minutes=45)
    assert planned(fresh(clinic), monday) == before
    later = MONDAY + timedelta(days=7)
    assert [start for start, _n in planned(fresh(clinic), monday, later)] == [
        "09:00",
        "09:55",
    ]
    assert busy_twice() == []


def test_changed_hours_of_one_service_leave_the_people_of_another_alone(
    clinic, monday, cast
):
    planned(clinic, monday)
    policy = Service.objects.create(
        center=cast.center, kind=ServiceKind.POLICY, minutes=60
    )
    for adviser in clinic.advisers.all():
        adviser.services.add(policy)
    OpeningRule.objects.create(
        service=policy, weekday=0, opens="09:20", closes="10:20", capacity=5
    )
    plan_center(cast.center, at=monday, kinds=[ServiceKind.POLICY])
    assert set(policy.slots.values_list("capacity", flat=True)) == {0}
    assert planned(clinic, monday)[0] == ("09:00", 2)
    assert busy_twice() == []


def test_what_was_doubled_before_gives_its_free_places_up(clinic, monday, cast):
    planned(clinic, monday)
    first = Slot.objects.filter(service=clinic).earliest("starts_at")
    late = first.starts_at + timedelta(minutes=15)
    twin = new_slot(
        clinic,
        late.astimezone(CITY_TIME),
        (late + timedelta(minutes=30)).astimezone(CITY_TIME),
        planned=2,
        capacity=2,
        taken=1,
        released_at=monday,
    )
    twin.save()
    plan_center(cast.center, at=monday)
    assert (fresh(first).capacity, fresh(twin).capacity) == (0, 2)


def test_a_time_added_by_hand_uses_nobody_and_no_room_twice(clinic, monday, cast):
    planned(clinic, monday)
    facts = {"on": MONDAY, "by": cast.manager, "at": monday, "capacity": 1}
    with pytest.raises(Refused, match="09:00-09:30"):
        add_slot(service=clinic, begins=time(9, 10), **facts)
    policy = Service.objects.create(
        center=cast.center, kind=ServiceKind.POLICY, minutes=30, room="一号"
    )
    for adviser in clinic.advisers.all():
        adviser.services.add(policy)
    with pytest.raises(Refused, match="0"):
        add_slot(service=policy, begins=time(9, 10), **facts)
    added = add_slot(service=policy, begins=time(14), **facts)
    assert added.duties.count() == 1
    tour = Service.objects.create(
        center=cast.center, kind="tour", minutes=30, room="一号", served_by="nobody"
    )
    with pytest.raises(Refused, match="一号"):
        add_slot(service=tour, begins=time(14, 15), **facts)
    plan_center(cast.center, at=monday)
    assert fresh(added).capacity == added.duties.count() == 1
    visits = cast.center.services.get(kind=ServiceKind.VISIT)
    with pytest.raises(Refused, match="2026-03-09"):
        add_slot(service=visits, begins=time(11, 40), **facts)


def test_a_closed_time_opens_again_only_if_its_people_are_free(clinic, monday, cast):
    planned(clinic, monday)
    slot = Slot.objects.filter(service=clinic).earliest("starts_at")
    facts = {"by": cast.manager, "at": monday}
    set_closed(slot=slot, closed=True, reason="会议", **facts)
    add_slot(service=clinic, on=MONDAY, begins=time(8, 55), capacity=1, **facts)
    with pytest.raises(Refused):
        set_closed(slot=slot, closed=False, reason="", **facts)
    assert fresh(slot).is_closed


def test_who_is_on_leave_is_on_duty_nowhere(clinic, monday, cast):
    planned(clinic, monday)
    slot = Slot.objects.filter(service=clinic).earliest("starts_at")
    made(cast, slot)
    lin, su = clinic.advisers.order_by("pk")
    take_leave(
        center=cast.center,
        adviser=lin,
        first=MONDAY,
        last=MONDAY,
        by=cast.manager,
        at=monday,
    )
    plan_center(cast.center, at=monday)
    assert [duty.adviser for duty in slot.duties.all()] == [su]
    assert not Duty.objects.filter(adviser=lin, slot__on=MONDAY).exists()
    assert fresh(slot).capacity == 1


def test_a_room_in_use_is_offered_to_no_other_service(clinic, monday, cast):
    room = "一号会诊室"
    Service.objects.filter(pk=clinic.pk).update(room=room)
    tour = Service.objects.create(
        center=cast.center,
        kind=ServiceKind.TOUR,
        served_by="nobody",
        minutes=60,
        room=room,
    )
    OpeningRule.objects.create(
        service=tour, weekday=0, opens=time(9), closes=time(12), capacity=20
    )
    plan_center(cast.center, at=monday)
    spans = [
        (slot.starts_at, slot.ends_at)
        for slot in Slot.objects.filter(on=MONDAY, kind__in=("clinic", "tour"))
        if slot.capacity
    ]
    for one in spans:
        meeting = [other for other in spans if other[0] < one[1] and one[0] < other[1]]
        assert meeting == [one]


def test_a_day_s_limit_is_kept(clinic, monday):
    Service.objects.filter(pk=clinic.pk).update(per_day=3)
    assert [capacity for _start, capacity in planned(clinic, monday)] == [2, 1, 0, 0]


def test_a_week_s_limit_is_kept_over_its_days(clinic, monday):
    OpeningRule.objects.create(
        service=clinic, weekday=1, opens=time(9), closes=time(9, 30), capacity=5
    )
    Service.objects.filter(pk=clinic.pk).update(per_week=9)
    assert sum(capacity for _start, capacity in planned(clinic, monday)) == 8
    tuesday = planned(clinic, monday, MONDAY + timedelta(days=1))
    assert [capacity for _start, capacity in tuesday] == [1]


def test_what_is_booked_has_its_place_before_what_is_only_offered(clinic, monday, cast):
    planned(clinic, monday)
    last = Slot.objects.filter(service=clinic, on=MONDAY).latest("starts_at")
    made(cast, last)
    Service.objects.filter(pk=clinic.pk).update(per_day=2)
    assert [capacity for _start, capacity in planned(clinic, monday)] == [1, 0, 0, 1]


def serves(adviser):
    """The adviser's appointments by day, as many as the planner gives."""
    days = Duty.objects.filter(adviser=adviser).order_by("starts_at")
    return Counter(days.values_list("slot__on", flat=True))


def limit(adviser, **limits):
    Adviser.objects.filter(pk=adviser.pk).update(**limits)


def test_nobody_is_offered_beyond_the_limit_of_a_day(clinic, monday):
    lin, su = clinic.advisers.order_by("pk")
    limit(lin, per_day=1)
    limit(su, per_day=2)
    assert [capacity for _start, capacity in planned(clinic, monday)] == [2, 1, 0, 0]
    assert (serves(lin)[MONDAY], serves(su)[MONDAY]) == (1, 2)
    assert not Slot.objects.bookable(monday, "clinic").filter(capacity=0).exists()


def test_a_limit_holds_over_all_services_of_a_person(clinic, monday, cast):
    lin, _su = clinic.advisers.order_by("pk")
    limit(lin, per_day=2)
    rare = Service.objects.create(
        center=cast.center, kind=ServiceKind.POLICY, minutes=60
    )
    OpeningRule.objects.create(
        service=rare, weekday=0, opens=time(14), closes=time(15), capacity=1
    )
    OpeningRule.objects.create(
        service=clinic, weekday=1, opens=time(9), closes=time(9, 30), capacity=1
    )
    lin.services.add(rare)
    assert [capacity for _start, capacity in planned(clinic, monday)] == [2, 1, 1, 1]
    assert serves(lin)[MONDAY] == 2
    assert Duty.objects.filter(adviser=lin, slot__kind="policy").exists()


def test_a_week_s_limit_of_a_person_counts_the_days_that_are_past(clinic, monday):
    lin, su = clinic.advisers.order_by("pk")
    su.services.clear()
    for weekday in range(1, 5):
        OpeningRule.objects.create(
            service=clinic, weekday=weekday, opens=time(9), closes=time(9, 30),
            capacity=1,
        )  # fmt: skip
    limit(lin, per_week=6)
    week = [MONDAY + timedelta(days=n) for n in range(7)]
    planned(clinic, monday)
    assert [serves(lin)[day] for day in week] == [4, 1, 1, 0, 0, 0, 0]
    wednesday = monday + timedelta(days=9)
    for _night in range(2):
        planned(clinic, wednesday)
        assert [serves(lin)[day] for day in week] == [4, 1, 1, 0, 0, 0, 0]
    limit(lin, per_week=7)
    planned(clinic, wednesday)
    assert [serves(lin)[day] for day in week] == [4, 1, 1, 1, 0, 0, 0]


def test_a_limit_set_later_keeps_what_is_booked_and_who_serves_there(
    clinic, monday, cast
):
    planned(clinic, monday)
    first, *_rest, last = Slot.objects.filter(service=clinic, on=MONDAY)
    for slot in (first, last):
        made(cast, slot)
    lin, su = clinic.advisers.order_by("pk")
    limit(su, per_day=1)
    Duty.objects.filter(slot__in=(first, last), adviser=lin).delete()
    lin.services.clear()
    for _night in range(2):
        assert [n for _start, n in planned(clinic, monday)] == [1, 0, 0, 1]
        assert [duty.adviser for duty in last.duties.all()] == [su]
    assert serves(su)[MONDAY] == 2


def test_a_time_added_by_hand_names_who_is_at_the_limit(clinic, monday, cast):
    lin, su = clinic.advisers.order_by("pk")
    limit(lin, per_day=4)
    planned(clinic, monday)
    facts = {"on": MONDAY, "by": cast.manager, "at": monday}
    with pytest.raises(Refused, match=r"2 .*1 .*林"):
        add_slot(service=clinic, begins=time(14), capacity=2, **facts)
    added = add_slot(service=clinic, begins=time(14), capacity=1, **facts)
    assert [duty.adviser for duty in added.duties.all()] == [su]
    limit(su, per_week=1)
    slot = Slot.objects.filter(service=clinic, on=MONDAY).earliest("starts_at")
    set_closed(slot=slot, closed=True, reason="会议", by=cast.manager, at=monday)
    plan_center(cast.center, at=monday)
    with pytest.raises(Refused, match="苏"):
        set_closed(slot=slot, closed=False, reason="", by=cast.manager, at=monday)


def test_a_center_that_releases_by_itself_only_by_hand_has_drafts(clinic, monday, cast):
    cast.center.release_ahead = None
    cast.center.save()
    planned(clinic, monday)
    slots = Slot.objects.filter(service=clinic)
    assert set(slots.values_list("released_at", flat=True)) == {None}
    rule = OpeningRule.objects.get(service=clinic)
    OpeningRule.objects.filter(pk=rule.pk).update(opens=time(10))
    assert [start for start, _capacity in planned(clinic, monday)][:1] != ["09:00"]
    assert Slot.objects.filter(service=clinic, on=MONDAY).count() == 2


def test_release_by_rule_comes_so_many_working_days_ahead(clinic, monday, cast):
    cast.center.release_ahead = 5
    cast.center.save()
    planned(clinic, monday)
    near, far = Slot.objects.filter(service=clinic).order_by("on").distinct()[:8:4]
    assert near.released_at == monday
    assert far.released_at > monday
    assert not Slot.objects.bookable(monday, "clinic").filter(pk=far.pk).exists()


def test_an_announced_time_whose_hours_are_gone_never_goes_public(clinic, monday, cast):
    cast.center.release_ahead = 5
    cast.center.save()
    planned(clinic, monday)
    OpeningRule.objects.filter(service=clinic).update(opens=time(10))
    planned(clinic, monday)
    early = Slot.objects.filter(service=clinic, starts_at__hour=9)
    assert set(early.values_list("on", flat=True)) == {MONDAY}  # public already
    assert set(early.values_list("released_at", flat=True)) == {monday}


def test_days_in_the_wrong_order_are_refused_and_an_exception_can_be_dropped(
    clinic, monday, cast
):
    facts = {"by": cast.manager, "at": monday}
    with pytest.raises(Refused):
        close_days(
            center=cast.center,
            first=MONDAY,
            last=MONDAY - timedelta(days=1),
            reason="x",
            **facts,
        )
    closure = close_days(
        center=cast.center, first=MONDAY, last=MONDAY, reason="搬迁", **facts
    )
    assert planned(clinic, monday) == []
    drop_exception(row=closure, **facts)
    assert len(planned(clinic, monday)) == 4
    extra = {"first": MONDAY, "last": MONDAY, "capacity": 1, "reason": "x", **facts}
    hours = {"opens": time(8), "closes": time(8, 30)}
    open_extra(center=cast.center, service=clinic, **hours, **extra)
    assert len(planned(clinic, monday)) == 5
    with pytest.raises(Refused):
        open_extra(center=cast.other_center, service=clinic, **hours, **extra)
    stranger = Adviser.objects.create(
        center=cast.other_center, name="外", title_zh="咨询师"
    )
    with pytest.raises(Refused):
        take_leave(
            center=cast.center, adviser=stranger, first=MONDAY, last=MONDAY, **facts
        )


def test_a_consultant_is_not_counted_where_he_cannot_arrive(cast, monday):
    """Reserved in the morning far away: the afternoon here is out of reach."""
    far = cast.other_center.district
    slot = Slot.objects.filter(center=cast.center, half="pm").order_by("starts_at")[4]
    Slot.objects.filter(pk=slot.pk).update(extra=0)
    people = [*cast.provider.consultants.all(), *cast.other_provider.consultants.all()]
    case = taken_case(cast, cast.provider, slot.on)
    type(case).objects.filter(pk=case.pk).update(center=cast.other_center, district=far)
    Reservation.objects.bulk_create(
        Reservation(consultant=who, on=slot.on, half="am", booking=case)
        for who in people[:3]
    )
    at = slot.starts_at - timedelta(days=2)
    plan_center(cast.center, at=at)
    assert fresh(slot).planned == 2
    Travel.objects.create(start=cast.center.district, end=far, minutes=150)
    plan_center(cast.center, at=at)
    assert fresh(slot).planned == 1
    assert HALF_HOURS["pm"][0] == time(13, 30)
