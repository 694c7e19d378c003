"""Booking, moving, cancelling, and the center's half-days."""

from datetime import time, timedelta

import pytest

from accounts.actions import enrol
from bookings import planning
from bookings.actions import (
    add_slot,
    book,
    campaign_on,
    cancel,
    cases,
    pass_triage,
    refuse,
    reschedule,
    set_closed,
    widen,
)
from bookings.choices import Stage
from bookings.eligibility import Facts, check
from bookings.models import Booking, Slot
from campaigns.models import DistrictQuota
from companies.actions import register
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from tests.cast import make_company, make_user
from tests.journey import fresh


def booked(cast, at, **wishes):
    return book(
        company=wishes.pop("company", cast.company),
        slot=wishes.pop("slot", None) or cast.slot(),
        by=cast.firm,
        at=at,
        **wishes,
    )


def test_a_booking_takes_one_visit_and_keeps_what_the_firm_said(cast, monday):
    slot = cast.slot()
    booking = booked(
        cast, monday, slot=slot, needs="排产", preferred_provider=cast.provider
    )
    assert booking.stage == Stage.PROPOSING
    assert booking.number == f"CZ2026-{booking.pk:05d}"
    assert (booking.needs, booking.preferred_provider) == ("排产", cast.provider)
    assert fresh(slot).taken == 1
    assert Entry.objects.get(deed="bookings.book").object_name == booking.number


def test_a_firm_below_designated_size_goes_to_triage(cast, monday):
    small = make_company("小厂", cast.center.district, 77, above_designated=False)
    assert booked(cast, monday, company=small).stage == Stage.TRIAGE


def test_a_full_half_day_is_refused_with_the_three_nearest_and_nothing_is_taken(
    cast, monday
):
    slot = cast.slot(4)
    Slot.objects.filter(pk=slot.pk).update(capacity=0, planned=0)
    with pytest.raises(LostRace) as lost:
        booked(cast, monday, slot=slot)
    assert len(lost.value.reasons[1].split("、")) == 3
    assert Booking.objects.count() == 0


def test_a_full_half_day_without_another_free_one_says_so(cast, monday):
    slot = cast.slot()
    Slot.objects.all().update(is_closed=True)
    with pytest.raises(LostRace) as lost:
        booked(cast, monday, slot=slot)
    assert len(lost.value.reasons) == 2


def test_a_half_day_that_has_begun_is_not_taken(cast, monday):
    slot = cast.slot()
    with pytest.raises(LostRace):
        booked(cast, slot.starts_at + timedelta(minutes=1), slot=slot)


@pytest.mark.parametrize(
    "facts",
    [{"sector": "00"}, {"barred_reason": "失信"}],
)
def test_an_ineligible_firm_is_refused_before_anything_is_taken(cast, monday, facts):
    company = make_company("不合格", cast.center.district, 78, **facts)
    slot = cast.slot()
    with pytest.raises(Refused):
        booked(cast, monday, company=company, slot=slot)
    assert fresh(slot).taken == 0


def test_another_center_than_that_of_the_factory_is_refused(cast, monday):
    with pytest.raises(Refused):
        booked(cast, monday, slot=Slot.objects.filter(center=cast.other_center)[0])


def test_a_full_district_quota_is_refused(cast, monday):
    DistrictQuota.objects.update(cases=0)
    with pytest.raises(Refused):
        booked(cast, monday)


def test_a_district_without_a_quota_row_is_not_limited(cast, monday):
    DistrictQuota.objects.all().delete()
    assert booked(cast, monday).pk


def test_the_database_itself_refuses_a_second_open_case(cast, monday):
    first = booked(cast, monday)
    twin = {
        field: getattr(first, field)
        for field in ("campaign", "company", "center", "district", "contact_name")
    }
    with pytest.raises(Exception, match="UNIQUE"):
        Booking.objects.create(
            number="x",
            slot=cast.slot(),
            stage=Stage.PROPOSING,
            booked_at=monday,
            booked_by=cast.firm,
            contact_phone="1",
            **twin,
        )


def test_no_campaign_is_open_outside_the_year(cast, monday):
    assert campaign_on(monday.date()) == cast.campaign
    assert campaign_on(monday.date().replace(year=2030)) is None
    with pytest.raises(Refused):
        booked(cast, monday.replace(year=2030))


def test_triage_lets_a_case_through_or_refuses_it_and_frees_the_half_day(cast, monday):
    small = make_company("小厂", cast.center.district, 77, above_designated=False)
    one = booked(cast, monday, company=small)
    pass_triage(booking=one, by=cast.manager, at=monday, note="可")
    assert fresh(one).stage == Stage.PROPOSING
    other = make_company("小厂二", cast.center.district, 79, above_designated=False)
    slot = cast.slot(3)
    two = booked(cast, monday, company=other, slot=slot)
    refuse(booking=two, by=cast.manager, at=monday, reason="停产")
    assert (fresh(two).stage, fresh(two).ended_reason) == (Stage.REFUSED, "停产")
    assert fresh(slot).taken == 0


def test_a_case_moves_once_and_the_second_mover_lost_the_race(cast, monday):
    booking = booked(cast, monday)
    same = fresh(booking)
    booking.move_to(Stage.CONFIRMING)
    with pytest.raises(LostRace):
        same.move_to(Stage.CONFIRMING)
    with pytest.raises(ValueError, match="no move"):
        booking.move_to(Stage.CLOSED)


def test_a_cancelled_case_gives_its_half_day_back_and_remembers_who(cast, monday):
    slot = cast.slot()
    booking = booked(cast, monday, slot=slot)
    cancel(booking=booking, by=cast.firm, at=monday, reason="停产")
    assert (fresh(booking).stage, fresh(booking).ended_by_firm) == ("cancelled", True)
    assert fresh(slot).taken == 0
    assert fresh(booking).has_ended


def test_a_closed_case_is_not_cancelled(cast, monday):
    booking = booked(cast, monday)
    Booking.objects.filter(pk=booking.pk).update(stage=Stage.RATING)
    with pytest.raises(Refused):
        cancel(booking=fresh(booking), by=cast.firm, at=monday, reason="x")


def test_a_new_date_must_be_free_and_of_the_same_center(cast, monday):
    booking = booked(cast, monday)
    booking.move_to(Stage.RESCHEDULING)
    full = cast.slot(6)
    Slot.objects.filter(pk=full.pk).update(is_closed=True)
    with pytest.raises(LostRace):
        reschedule(booking=booking, slot=full, by=cast.firm, at=monday)
    foreign = Slot.objects.filter(center=cast.other_center)[0]
    with pytest.raises(Refused):
        reschedule(booking=booking, slot=foreign, by=cast.firm, at=monday)
    other = cast.slot(7)
    reschedule(booking=booking, slot=other, by=cast.firm, at=monday)
    assert (fresh(booking).slot, fresh(booking).stage) == (other, Stage.PROPOSING)


def test_a_closed_half_day_is_not_offered_and_opens_again(cast, monday):
    slot = cast.slot()
    set_closed(slot=slot, closed=True, by=cast.manager, at=monday, reason="装修")
    assert slot.left == 0
    assert not Slot.objects.bookable(monday).filter(pk=slot.pk).exists()
    set_closed(slot=slot, closed=False, by=cast.manager, at=monday, reason="")
    assert Slot.objects.bookable(monday).filter(pk=slot.pk).exists()


def test_a_half_day_is_widened_and_never_narrowed_below_what_is_booked(cast, monday):
    slot = cast.slot()
    before = slot.capacity
    widen(slot=slot, by_visits=2, by=cast.manager, at=monday)
    assert fresh(slot).capacity == before + 2
    booked(cast, monday, slot=slot)
    with pytest.raises(Refused):
        widen(slot=slot, by_visits=-(before + 2), by=cast.manager, at=monday)


def test_the_nightly_plan_keeps_what_the_manager_changed_and_what_is_booked(
    cast, monday
):
    slot = cast.slot()
    widen(slot=slot, by_visits=3, by=cast.manager, at=monday)
    booked(cast, monday, slot=slot)
    planning.plan_center(cast.center, at=monday)
    kept = fresh(slot)
    assert (kept.extra, kept.taken) == (3, 1)
    assert kept.capacity == kept.planned + 3


def test_a_half_day_is_added_once_and_not_in_the_past(cast, monday):
    sunday = monday.date() + timedelta(days=6)
    service = cast.center.services.get()
    facts = {"service": service, "begins": time(9), "capacity": 1, "by": cast.manager}
    slot = add_slot(on=sunday, at=monday, **facts)
    assert slot.left == 1
    with pytest.raises(Refused):
        add_slot(on=sunday, at=monday, **facts)
    with pytest.raises(Refused):
        add_slot(on=monday.date(), at=monday, **facts)


def test_a_known_credit_code_or_phone_is_refused(cast, monday):
    with pytest.raises(Refused):
        register(
            at=monday,
            credit_code=cast.company.credit_code,
            name="冒名",
            district=None,
            sector="34",
            size="small",
            contact_name="x",
            contact_phone="1",
        )
    with pytest.raises(Refused):
        enrol(
            phone=cast.firm.phone,
            name="冒名",
            password=None,
            role="company",
            at=monday,
            company=cast.company,
        )
    assert make_user("free", "officer", 98).memberships_now


def test_two_bookings_of_one_firm_at_once_are_one(cast, monday, monkeypatch):
    """Both passed the rule before either wrote: the database refuses the second."""
    booked(cast, monday)
    passed = check(
        Facts(sector="34", in_city=True, barred=False, above_designated=True)
    )
    monkeypatch.setattr(cases, "eligibility_of", lambda *args, **more: passed)
    slot = cast.slot(5)
    with pytest.raises(Refused):
        booked(cast, monday, slot=slot)
    assert fresh(slot).taken == 0


def test_a_factory_outside_the_city_is_refused(cast, monday):
    outside = make_company("外地", None, 81)
    with pytest.raises(Refused):
        booked(cast, monday, company=outside)
