"""The waiting list: joined, offered, declined, passed on, booked; and what ends it."""

from datetime import timedelta

import pytest

from bookings.actions import (
    cancel_appointment,
    come_back_to_list,
    decline_offer,
    leave_list,
    offer_by_hand,
    set_closed,
    sweep_lists,
    take_off_list,
    widen,
)
from bookings.choices import AppointmentState
from bookings.choices_waitlist import OfferState, WaitState
from bookings.holders import LinkHolder
from bookings.models import Appointment, Hold, Slot, WaitingEntry, WaitingOffer
from bookings.places import hold, let_go
from bookings.planning import plan_center
from centers.choices import ServiceKind
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from outreach.models import Target, TargetList
from tests.cast import Role, make_company, make_user
from tests.factories.appointments import clinic, made
from tests.journey import fresh
from workflows.start import book_diagnosis
from workflows.waitlist import accept_offer, join, sweep

DAY = timedelta(days=1)


@pytest.fixture
def service(cast, monday):
    """Advice at the center, every place taken but none of it by a booking."""
    found = clinic(cast, open_per_firm=9)
    Slot.objects.filter(service=found).update(capacity=1, taken=1)
    return found


@pytest.fixture
def slots(service):
    return list(Slot.objects.filter(service=service).order_by("starts_at")[4:])


def firm(cast, n, name="等候", **facts):
    company = make_company(f"{name}{n}", cast.center.district, 70 + n, **facts)
    make_user(f"人{n}", Role.COMPANY, 70 + n, company=company)
    return company


def wait(cast, service, company, at, **need):
    facts = {
        "first_on": at.date(),
        "last_on": at.date() + 30 * DAY,
        "by": company.memberships.first().user,
    }
    return join(company=company, service=service, at=at, **{**facts, **need})


@pytest.fixture
def booked(cast, service, slots):
    """The cast's firm has the first of the times."""
    Slot.objects.filter(pk=slots[0].pk).update(taken=0)
    return made(cast, fresh(slots[0]))


def give_up(row, cast, at):
    cancel_appointment(appointment=row, by=cast.firm, at=at, reason="出差")


def offers():
    return [
        (offer.entry.company_id, offer.state)
        for offer in WaitingOffer.objects.order_by("pk")
    ]


# --- A place comes free ----------------------------------------------------------


def test_from_a_cancelled_place_by_way_of_a_no_to_the_next_in_line_who_books_it(
    cast, monday, service, booked
):
    first = wait(cast, service, firm(cast, 1), monday)
    second = wait(
        cast, service, firm(cast, 2, above_designated=False), monday + DAY / 24
    )
    slot, at = booked.slot, monday + DAY / 12
    give_up(booked, cast, at)
    assert fresh(slot).left == 0  # nothing for the public yet
    assert sweep(at=at) == 1
    offer = WaitingOffer.objects.get()
    assert (offer.entry, offer.number, offer.rule) == (first, 1, "2026-1")
    assert offer.lines == [
        ["on_list", 0, 0], ["above_designated", 1, 10], ["never_absent", 1, 5],
        ["waited_day", 0, 0],
    ]  # fmt: skip
    message = Message.objects.get(event="bookings.offer")
    assert message.to == first.joined_by
    assert message.link.startswith("/offers/")
    decline_offer(offer=offer, by=first.joined_by, at=at, stays=True)
    assert offers() == [
        (first.company_id, OfferState.DECLINED), (second.company_id, OfferState.OPEN),
    ]  # fmt: skip
    done = accept_offer(
        offer=WaitingOffer.objects.get(entry=second), by=second.joined_by, at=at
    )
    assert (done.slot, done.company, done.state) == (
        slot, second.company, AppointmentState.BOOKED,
    )  # fmt: skip
    assert (fresh(first).state, fresh(second).state) == ("waiting", "met")
    assert (fresh(slot).taken, Hold.objects.count()) == (1, 0)
    assert sweep(at=at) == 0


def test_who_does_not_answer_stays_on_the_list_and_the_public_gets_what_nobody_wants(
    cast, monday, service, booked
):
    entry = wait(cast, service, firm(cast, 1), monday)
    give_up(booked, cast, monday)
    sweep(at=monday)
    offer = WaitingOffer.objects.get()
    assert sweep(at=offer.until - timedelta(seconds=1)) == 0
    assert fresh(booked.slot).left == 0
    assert sweep(at=offer.until) == 0
    assert fresh(offer).state == OfferState.LAPSED
    assert fresh(entry).state == WaitState.WAITING
    assert fresh(booked.slot).left == 1
    with pytest.raises(Refused, match="已答复"):
        accept_offer(offer=fresh(offer), by=entry.joined_by, at=offer.until)


def test_two_beats_at_once_make_one_offer_and_two_places_two(
    cast, monday, service, booked
):
    for n in (1, 2, 3):
        wait(cast, service, firm(cast, n), monday)
    give_up(booked, cast, monday)
    assert [sweep(at=monday), sweep_lists(at=monday)] == [1, 0]
    widen(slot=fresh(booked.slot), by_visits=1, by=cast.manager, at=monday)
    assert [state for _firm, state in offers()] == [OfferState.OPEN, OfferState.OPEN]
    slot = fresh(booked.slot)
    assert (slot.taken, slot.capacity, Hold.objects.count()) == (2, 2, 2)


def test_a_place_kept_for_a_form_never_sent_goes_to_the_list(
    cast, monday, service, slots
):
    Slot.objects.filter(pk=slots[0].pk).update(taken=0)
    hold(cast.company, slots[0], at=monday)
    entry = wait(cast, service, firm(cast, 1), monday)
    later = monday + timedelta(minutes=11)
    assert let_go(at=later) == 1
    assert fresh(slots[0]).left == 0
    sweep(at=later)
    assert offers() == [(entry.company_id, OfferState.OPEN)]


def test_only_times_that_fit_the_need_are_offered(cast, monday, service, booked):
    slot = booked.slot
    others = [str(day) for day in range(5) if day != slot.on.weekday()]
    wait(cast, service, firm(cast, 1), monday, weekdays="".join(others))
    wait(cast, service, firm(cast, 2), monday, half="pm")
    wait(cast, service, firm(cast, 3), monday, first_on=slot.on + DAY)
    give_up(booked, cast, monday)
    assert (sweep(at=monday), fresh(slot).left) == (0, 1)


def test_a_time_too_near_for_an_answer_is_everybodys(cast, monday, service, booked):
    wait(cast, service, firm(cast, 1), monday)
    late = booked.slot.bookable_until - timedelta(minutes=50)
    cancel_appointment(appointment=booked, by=cast.manager, at=late, reason="忙")
    assert (sweep(at=late), fresh(booked.slot).left) == (0, 1)


def test_the_offered_place_is_neither_lost_to_another_form_nor_taken_twice(
    cast, monday, service, booked, slots
):
    entry = wait(cast, service, firm(cast, 1), monday)
    give_up(booked, cast, monday)
    sweep(at=monday)
    Slot.objects.filter(pk=slots[5].pk).update(taken=0)
    hold(entry.company, slots[5], at=monday)
    kept = hold(entry.company, booked.slot, at=monday)  # its own place, in the picker
    assert kept.for_list
    made(cast, booked.slot, company=entry.company, by=entry.joined_by)
    assert fresh(entry).state == WaitState.MET
    assert offers() == [(entry.company_id, OfferState.ACCEPTED)]
    assert fresh(booked.slot).taken == 1


def test_any_booking_of_the_service_meets_the_need_and_frees_what_was_offered(
    cast, monday, service, booked, slots
):
    entry = wait(cast, service, firm(cast, 1), monday)
    give_up(booked, cast, monday)
    sweep(at=monday)
    Slot.objects.filter(pk=slots[5].pk).update(taken=0)
    made(cast, fresh(slots[5]), company=entry.company, by=entry.joined_by)
    assert fresh(entry).state == WaitState.MET
    assert offers() == [(entry.company_id, OfferState.WITHDRAWN)]
    sweep(at=monday)
    assert fresh(booked.slot).left == 1


# --- The center ------------------------------------------------------------------


def test_a_time_the_center_closes_is_withdrawn_and_that_firm_comes_first(
    cast, monday, service, booked
):
    entry = wait(cast, service, firm(cast, 1, above_designated=False), monday)
    give_up(booked, cast, monday)
    sweep(at=monday)
    slot = fresh(booked.slot)
    set_closed(slot=slot, closed=True, by=cast.manager, at=monday, reason="停电")
    sweep(at=monday)
    assert offers() == [(entry.company_id, OfferState.WITHDRAWN)]
    assert fresh(entry).lost_to_closing
    wait(cast, service, firm(cast, 2), monday)
    set_closed(slot=slot, closed=False, by=cast.manager, at=monday, reason="")
    assert offers()[-1] == (entry.company_id, OfferState.OPEN)


def test_who_lost_a_booked_time_to_a_closing_moves_it_to_the_offered_one(
    cast, monday, service, booked, slots
):
    set_closed(
        slot=fresh(booked.slot), closed=True, by=cast.manager, at=monday, reason="停电"
    )
    wait(cast, service, firm(cast, 1), monday)
    entry = wait(cast, service, cast.company, monday)
    assert (entry.appointment, entry.lost_to_closing) == (booked, True)
    other = slots[5]
    widen(slot=other, by_visits=1, by=cast.manager, at=monday)
    offer = WaitingOffer.objects.get()
    assert offer.entry == entry
    accept_offer(offer=offer, by=cast.firm, at=monday)
    assert fresh(booked).slot == other
    assert (fresh(entry).state, fresh(offer).state) == ("met", "accepted")
    assert (fresh(other).taken, Hold.objects.exclude(company=None).count()) == (2, 0)


def test_the_center_offers_out_of_turn_with_a_reason_only(cast, monday, service, slots):
    wait(cast, service, firm(cast, 1), monday)
    entry = wait(cast, service, firm(cast, 2), monday, half="pm")
    Slot.objects.filter(pk=slots[0].pk).update(taken=0)
    facts = {"entry": entry, "slot": fresh(slots[0]), "by": cast.manager, "at": monday}
    with pytest.raises(Refused, match="请写明理由"):
        offer_by_hand(reason=" ", **facts)
    offer = offer_by_hand(reason="设备停机", **facts)
    assert (offer.number, offer.reason, offer.made_by) == (2, "设备停机", cast.manager)
    with pytest.raises(LostRace):
        offer_by_hand(reason="设备停机", **facts)


def test_who_is_taken_off_is_told_why_and_loses_the_offer(
    cast, monday, service, booked
):
    entry = wait(cast, service, firm(cast, 1), monday)
    give_up(booked, cast, monday)
    sweep(at=monday)
    take_off_list(entry=fresh(entry), by=cast.manager, at=monday, reason="已停产")
    sweep(at=monday)
    assert fresh(entry).state == WaitState.REMOVED
    assert fresh(booked.slot).left == 1
    assert (
        Message.objects.get(event="bookings.remove_wait").values["reason"] == "已停产"
    )


# --- The firm --------------------------------------------------------------------


def test_leaving_is_undone_within_the_hour_at_the_same_place(cast, monday, service):
    entry = wait(cast, service, firm(cast, 1), monday)
    leave_list(entry=entry, by=entry.joined_by, at=monday)
    come_back_to_list(entry=entry, by=entry.joined_by, at=monday + DAY / 24)
    assert (fresh(entry).state, entry.joined_at) == (WaitState.WAITING, monday)
    leave_list(entry=entry, by=entry.joined_by, at=monday)
    with pytest.raises(Refused, match="不能再撤销"):
        come_back_to_list(entry=entry, by=entry.joined_by, at=monday + DAY)


@pytest.mark.parametrize(
    ("need", "words"),
    [
        ({"last_on": -1}, "最后一天早于第一天"),
        ({"first_on": -3, "last_on": -1}, "第一天已经过去"),
        ({"last_on": 91}, "90 天以内"),
        ({"first_on": 0, "last_on": 3, "weekdays": "56"}, "没有所选的星期"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_words(
    cast, monday, service, need, words
):
    days = {
        key: value if key == "weekdays" else monday.date() + value * DAY
        for key, value in need.items()
    }
    with pytest.raises(Refused, match=words):
        wait(cast, service, firm(cast, 1), monday, **days)


def test_nobody_waits_twice_nor_for_a_time_that_is_free(cast, monday, service, slots):
    company = firm(cast, 1)
    wait(cast, service, company, monday)
    with pytest.raises(Refused, match="已在"):
        wait(cast, service, company, monday)
    Slot.objects.filter(pk=slots[0].pk).update(taken=0)
    with pytest.raises(Refused, match=str(slots[0])):
        wait(cast, service, firm(cast, 2), monday)
    assert WaitingEntry.objects.count() == 1


def test_days_that_pass_without_a_free_time_end_the_wait_with_a_message(
    cast, monday, service
):
    entry = wait(cast, service, firm(cast, 1), monday, last_on=monday.date())
    sweep(at=monday + DAY)
    assert fresh(entry).state == WaitState.PAST
    assert Message.objects.get().event == "bookings.wait_past"


def test_the_list_is_asked_a_minute_before_a_release(cast, monday, service, slots):
    entry = wait(cast, service, firm(cast, 1), monday)
    moment = monday + timedelta(hours=1)
    Slot.objects.filter(pk=slots[0].pk).update(taken=0, released_at=moment)
    assert sweep(at=moment - timedelta(seconds=61)) == 0
    early = moment - timedelta(seconds=30)
    assert sweep(at=early) == 1
    offer = WaitingOffer.objects.get()
    with pytest.raises(Refused, match="一分钟"):
        accept_offer(offer=offer, by=entry.joined_by, at=early)
    assert accept_offer(offer=offer, by=entry.joined_by, at=moment).slot == slots[0]
    assert Appointment.objects.count() == 1


def test_places_that_planning_adds_go_to_the_list_before_the_public(
    cast, monday, service, slots
):
    wait(cast, service, firm(cast, 1), monday, last_on=slots[0].on)
    seen = Slot.objects.bookable(monday, ServiceKind.CLINIC)
    assert not seen.exists()
    service.opening_rules.update(capacity=3)
    plan_center(cast.center, at=monday)
    assert set(seen.values_list("on", flat=True)) == {
        slot.on for slot in slots if slot.on > slots[0].on
    }
    assert sweep(at=monday) == 1
    offer = WaitingOffer.objects.get()
    assert fresh(offer.slot).left == 1
    waited = Slot.objects.filter(service=service, on__lte=slots[0].on)
    assert set(waited.exclude(pk=offer.slot_id).values_list("taken")) == {(1,)}
    assert plan_center(cast.center, at=monday) == 0


# --- Diagnoses -------------------------------------------------------------------


@pytest.fixture
def visits(cast, monday):
    """Half-days for diagnoses, all of them taken."""
    rows = Slot.objects.filter(center=cast.center, kind="visit").order_by("starts_at")
    rows.update(capacity=1, taken=1)
    return list(rows[4:])


def test_an_offered_half_day_becomes_a_case_with_its_flow(cast, monday, visits):
    entry = wait(cast, visits[0].service, firm(cast, 1), monday)
    widen(slot=visits[0], by_visits=1, by=cast.manager, at=monday)
    offer = WaitingOffer.objects.get()
    case = accept_offer(
        offer=offer, by=LinkHolder("bookings.answer_offer", offer), at=monday
    )
    assert (case.slot, case.booked_by) == (visits[0], entry.joined_by)
    assert case.diagnosis.process_id
    assert (fresh(entry).state, fresh(offer).state) == ("met", "accepted")
    assert (fresh(visits[0]).taken, Hold.objects.count()) == (2, 0)


def test_a_diagnosis_booked_otherwise_meets_the_need_and_frees_the_offered_half_day(
    cast, monday, visits
):
    entry = wait(cast, visits[0].service, firm(cast, 1), monday)
    widen(slot=visits[0], by_visits=1, by=cast.manager, at=monday)
    Slot.objects.filter(pk=visits[3].pk).update(taken=0)
    book_diagnosis(
        company=entry.company, slot=fresh(visits[3]), by=entry.joined_by, at=monday
    )
    assert sweep(at=monday) == 0
    assert fresh(entry).state == WaitState.MET
    assert offers() == [(entry.company_id, OfferState.WITHDRAWN)]
    assert fresh(visits[0]).left == 1


def test_a_firm_that_may_not_book_is_passed_over_and_cannot_join(cast, monday, visits):
    first = wait(cast, visits[0].service, firm(cast, 1), monday)
    second = wait(cast, visits[0].service, firm(cast, 2), monday)
    first.company.barred_reason = "严重失信"
    first.company.save()
    widen(slot=visits[0], by_visits=1, by=cast.manager, at=monday)
    assert offers() == [(second.company_id, OfferState.OPEN)]
    with pytest.raises(Refused, match="严重失信"):
        wait(cast, visits[0].service, firm(cast, 3, barred_reason="严重失信"), monday)


def test_a_half_day_lost_to_a_closing_is_moved_to_the_offered_one(cast, monday, visits):
    Slot.objects.filter(pk=visits[0].pk).update(taken=0)
    case = book_diagnosis(
        company=cast.company, slot=fresh(visits[0]), by=cast.firm, at=monday
    )
    set_closed(
        slot=fresh(visits[0]), closed=True, by=cast.manager, at=monday, reason="停电"
    )
    entry = wait(cast, visits[0].service, cast.company, monday)
    widen(slot=visits[5], by_visits=1, by=cast.manager, at=monday)
    offer = WaitingOffer.objects.get()
    accept_offer(offer=offer, by=LinkHolder("bookings.answer_offer", offer), at=monday)
    assert fresh(case).slot == visits[5]
    assert (fresh(entry).state, fresh(offer).state) == ("met", "accepted")
    assert (fresh(visits[5]).taken, fresh(visits[0]).taken) == (2, 0)


def test_the_target_list_is_asked_afresh_at_each_beat(cast, monday, service):
    company = firm(cast, 1)
    entry = wait(cast, service, company, monday)
    assert not entry.on_target_list
    made_list = TargetList.objects.create(
        campaign=cast.campaign, name="目标", made_at=monday, made_by=cast.officer
    )  # fmt: skip
    Target.objects.create(
        target_list=made_list, campaign=cast.campaign, credit_code=company.credit_code,
        name=company.name, district=cast.center.district, contact_phone="13900000099",
    )  # fmt: skip
    sweep(at=monday)
    assert fresh(entry).on_target_list
