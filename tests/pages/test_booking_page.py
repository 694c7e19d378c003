"""Booking through the real form: a held place, other services, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from bookings.actions import book
from bookings.choices import Stage
from bookings.models import Appointment, Booking, Hold, Kept, Slot
from centers.models import Service
from foundation import clock
from foundation.errors import Refused
from tests.cast import make_company
from tests.factories.appointments import clinic, free
from tests.journey import fresh, open_due
from workflows.tasks import let_go_of_holds

TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
MOST_STATEMENTS = 20  # the booking's budget, transaction control not counted


def confirm(client, slot, **more):
    return client.post("/book/", {"slot": slot.pk, "truthful": "on", **more})


def test_a_whole_booking_takes_at_most_twenty_statements(cast, client, jobs_inline):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    client.post("/book/hold/", {"slot": slot.pk})
    with CaptureQueriesContext(connection) as caught:
        answer = confirm(client, slot, held="on")
    assert answer.status_code == 302
    counted = [
        query["sql"]
        for query in caught.captured_queries
        if not query["sql"].startswith(TRANSACTION)
    ]
    assert len(counted) <= MOST_STATEMENTS, "\n".join(counted)


def test_who_is_parted_with_while_the_form_is_filled_in_reads_why_it_is_not_booked(
    cast, client, monday
):
    client.force_login(cast.firm)
    assert client.get("/book/").status_code == 200
    Membership.objects.filter(user=cast.firm).update(ends_on=monday.date())
    answer = confirm(client, cast.slot(5))
    assert answer.status_code == 403
    assert "目前不代表任何企业" in answer.content.decode()
    assert not Booking.objects.exists()


def test_a_held_place_is_counted_and_becomes_the_booking(cast, client):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    answer = client.post("/book/hold/", {"slot": slot.pk})
    assert answer.status_code == 200
    assert (fresh(slot).taken, Hold.objects.count()) == (1, 1)
    confirm(client, slot, held="on")
    assert (fresh(slot).taken, Hold.objects.count()) == (1, 0)
    assert Booking.objects.get().slot == slot


def test_choosing_another_time_gives_the_first_one_back(cast, client):
    client.force_login(cast.firm)
    first, second = cast.slot(5), cast.slot(6)
    client.post("/book/hold/", {"slot": first.pk})
    client.post("/book/hold/", {"slot": second.pk})
    assert (fresh(first).taken, fresh(second).taken) == (0, 1)


def keep(client, slot, **more):
    return client.post("/book/hold/", {"slot": slot.pk, **more}).content.decode()


def test_a_time_kept_for_ten_minutes_is_not_kept_again_but_can_be_booked(
    cast, client, monday
):
    client.force_login(cast.firm)
    slot, other = cast.slot(5), cast.slot(6)
    until = monday + timedelta(minutes=10)
    keep(client, slot)
    with clock.set_to(monday + timedelta(minutes=4)):
        keep(client, other)
        assert "保留" in keep(client, slot)  # looked around: the clock runs on
        assert Hold.objects.get().until == until
    with clock.set_to(until):
        assert "不再为您保留" in keep(client, slot)
        assert (Hold.objects.count(), fresh(slot).taken) == (0, 0)
        let_go_of_holds()
        assert "不再为您保留" in keep(client, slot)
        assert "data-until" in keep(client, other)
        assert confirm(client, slot).status_code == 302
    for minutes in (20, 51):
        with clock.set_to(until + timedelta(minutes=minutes)):
            let_go_of_holds()
    assert Kept.objects.count() == 0


def test_a_time_that_is_taken_is_not_said_to_be_free_after_it_was_kept(
    cast, client, monday
):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    keep(client, slot)
    with clock.set_to(monday + timedelta(minutes=11)):
        let_go_of_holds()
        Slot.objects.filter(pk=slot.pk).update(capacity=1, planned=1, taken=1)
        assert "刚刚被约满" in keep(client, slot)


def test_for_a_firm_that_cannot_book_the_service_no_place_is_kept(cast, client):
    clinic(cast)
    slot = free(cast)[0]
    cast.company.barred_reason = "失信"
    cast.company.save()
    client.force_login(cast.firm)
    assert "失信" in keep(client, slot, service="clinic")
    assert Hold.objects.count() == 0


def test_the_last_place_held_by_the_firm_itself_can_still_be_confirmed(cast, client):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    Slot.objects.filter(pk=slot.pk).update(capacity=1, planned=1)
    client.post("/book/hold/", {"slot": slot.pk})
    page = client.get(f"/book/?slot={slot.pk}")
    assert f'name="slot" value="{slot.pk}"' in page.content.decode()
    assert confirm(client, slot, held="on").status_code == 302


def test_a_place_held_by_another_firm_is_named_as_taken_with_the_nearest(cast, client):
    slot = cast.slot(5)
    Slot.objects.filter(pk=slot.pk).update(capacity=1, planned=1)
    client.force_login(cast.other_firm)
    other = make_company("邻居", cast.center.district, 77)
    Slot.objects.filter(pk=slot.pk).update(taken=1)
    Hold.objects.create(
        slot=slot, company=other, until=clock.now() + timedelta(minutes=5)
    )
    client.force_login(cast.firm)
    answer = client.post("/book/hold/", {"slot": slot.pk})
    assert answer.content.decode().count("<li>") == 3
    refused = confirm(client, slot)
    assert refused.status_code == 409
    assert Booking.objects.count() == 0


def test_a_hold_that_has_run_out_frees_its_place_for_whoever_asks(cast, client, monday):
    slot = cast.slot(5)
    other = make_company("邻居", cast.center.district, 77)
    Slot.objects.filter(pk=slot.pk).update(capacity=1, planned=1, taken=1)
    Hold.objects.create(slot=slot, company=other, until=monday)
    client.force_login(cast.firm)
    assert confirm(client, slot).status_code == 302
    assert (fresh(slot).taken, Hold.objects.count()) == (1, 0)


def test_a_stale_hold_is_no_promise_and_nothing_typed_is_lost(cast, client, monday):
    slot = cast.slot(5)
    Slot.objects.filter(pk=slot.pk).update(capacity=1, planned=1, taken=1)
    client.force_login(cast.firm)
    answer = confirm(client, slot, held="on", needs="看看注塑车间")
    assert answer.status_code == 409
    assert "看看注塑车间" in answer.content.decode()


def test_the_nearest_times_are_tiles_by_the_clock_and_not_named_twice(cast, client):
    clinic(cast)
    slots = free(cast)
    Slot.objects.filter(pk=slots[3].pk).update(taken=slots[3].capacity)
    client.force_login(cast.firm)
    data = {"slot": slots[3].pk, "service": "clinic", "held": "True"}
    answer = client.post(reverse("book"), data)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert f"{slots[3].on:%Y-%m-%d} " not in said
    keys = re.findall(r'name="slot" id="[^"]+" value="(\d+)"', said)
    near = list(Slot.objects.filter(pk__in=keys).order_by("starts_at"))
    assert keys == [str(one.pk) for one in near]
    assert len(keys) == 3


def test_a_slot_of_another_center_or_service_cannot_be_held(cast, client):
    client.force_login(cast.firm)
    foreign = Slot.objects.filter(center=cast.other_center)[0]
    assert client.post("/book/hold/", {"slot": foreign.pk}).status_code == 404
    for key in ("x", "²", "9" * 40):
        assert client.post("/book/hold/", {"slot": key}).status_code == 404
    own = cast.slot()
    answer = client.post("/book/hold/", {"slot": own.pk, "service": "clinic"})
    assert answer.status_code == 404
    assert client.get("/book/?service=dinner").status_code == 404


def test_who_comes_too_late_or_too_early_reads_why(cast, client, monday):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    hour = timedelta(hours=1)
    states = {
        "该服务目前不接受预约": {},
        "中心已关闭该时段": {"is_closed": True},
        "该时段尚未开放预约": {"released_at": None},
        "自 3月2日（周一）10:00 起可以预约": {"released_at": monday + hour},
        "已于 3月2日（周一）08:00 截止": {"bookable_until": monday - hour},
        "这个半天刚刚被约满": {"taken": slot.capacity},
    }
    for said, facts in states.items():
        Service.objects.filter(pk=slot.service_id).update(is_open=bool(facts))
        Slot.objects.filter(pk=slot.pk).update(**facts)
        assert said in client.post("/book/hold/", {"slot": slot.pk}).content.decode()
        answer = confirm(client, slot)
        assert answer.status_code == 409
        assert said in answer.content.decode()
        usual = {name: getattr(slot, name) for name in facts}
        Slot.objects.filter(pk=slot.pk).update(**usual)
    assert Booking.objects.count() == 0


def test_a_firm_that_was_absent_twice_books_its_diagnosis_by_phone(
    cast, client, monday
):
    for days in (20, 10):
        slot = cast.slot(5 + days)
        missed_on = monday.date() - timedelta(days=days)
        Slot.objects.filter(pk=slot.pk).update(on=missed_on)
        Appointment.objects.create(
            number=f"YY-{days}",
            slot=slot,
            company=cast.company,
            state="absent",
            contact_name="王强",
            contact_phone="13900000001",
            booked_at=monday,
            booked_by=cast.firm,
        )
    client.force_login(cast.firm)
    assert "2026-03-22 起可恢复线上预约" in client.get("/book/").content.decode()
    assert confirm(client, cast.slot(5)).status_code == 422
    facts = {"company": cast.company, "slot": cast.slot(5), "at": monday}
    with pytest.raises(Refused):
        book(by=cast.firm, **facts)
    assert book(by=cast.manager, **facts).slot == facts["slot"]


def test_drafts_and_announced_times_are_not_offered(cast, client, monday):
    client.force_login(cast.firm)
    draft, announced = cast.slot(2), cast.slot(3)
    Slot.objects.filter(pk=draft.pk).update(released_at=None)
    later = monday + timedelta(hours=1)
    Slot.objects.filter(pk=announced.pk).update(released_at=later)
    for slot in (draft, announced):
        assert f'value="{slot.pk}"' not in client.get("/book/").content.decode()
        assert confirm(client, slot).status_code == 409
    assert Booking.objects.count() == 0


def test_a_hold_that_has_run_out_is_swept_and_the_place_shown_again(
    cast, client, monday
):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    Slot.objects.filter(pk=slot.pk).update(capacity=1, planned=1)
    client.post("/book/hold/", {"slot": slot.pk})
    with clock.set_to(monday + timedelta(minutes=9)):
        assert let_go_of_holds() == 0
    with clock.set_to(monday + timedelta(minutes=10)):
        assert let_go_of_holds() == 1
        assert let_go_of_holds() == 0
    assert (fresh(slot).taken, Hold.objects.count()) == (0, 0)


def test_a_second_factory_is_booked_with_a_reason_and_goes_to_the_manager(client, cast):
    client.force_login(cast.firm)
    assert confirm(client, cast.slot()).status_code == 302
    refused = client.get(reverse("book"))
    assert refused.context["may_be_second"] is True
    page = client.get(reverse("book"), {"factory": "2", "slot": cast.slot().pk})
    assert page.context["second"] is True
    sent = {"slot": cast.slot().pk, "truthful": "on", "factory": "2"}
    without = client.post(reverse("book"), sent)
    assert without.status_code == 422
    assert client.post(reverse("book"), {**sent, "exception": "横山桥二厂,铸造"})
    second = Booking.objects.get(factory=2)
    assert second.stage == Stage.TRIAGE
    assert "second_factory" in second.flags
    client.force_login(cast.manager)
    due = open_due(second, "triage")
    triage = client.get(reverse("task", args=[due.task_id])).content.decode()
    assert "横山桥二厂,铸造" in triage


# --- Sent twice -----------------------------------------------------------------------
def test_a_diagnosis_sent_twice_leads_to_the_one_that_is_booked(cast, client):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    first, again = confirm(client, slot), confirm(client, slot)
    case = Booking.objects.get()
    assert first.url == again.url == f"/book/{case.number}/done/"
    assert fresh(slot).taken == 1
    other = confirm(client, cast.slot(7))
    assert other.status_code == 422  # another time is another booking


def test_an_appointment_sent_twice_leads_to_the_one_that_is_booked(cast, client):
    clinic(cast)
    client.force_login(cast.firm)
    data = {"slot": free(cast)[0].pk, "service": "clinic"}
    first, again = client.post("/book/", data), client.post("/book/", data)
    assert first.url == again.url
    assert again.status_code == 302


def test_a_second_factory_sent_twice_is_booked_once(cast, client):
    client.force_login(cast.firm)
    confirm(client, cast.slot(5))
    data = {"factory": "2", "exception": "二厂在另一镇"}
    slot = cast.slot(7)
    first, again = confirm(client, slot, **data), confirm(client, slot, **data)
    assert first.url == again.url
    assert Booking.objects.count() == 2


def test_before_the_center_has_decided_on_one_more_factory_there_is_no_other(
    cast, client
):
    client.force_login(cast.firm)
    confirm(client, cast.slot(5))
    data = {"factory": "2", "exception": "二厂在另一镇"}
    confirm(client, cast.slot(7), **data)
    refused = confirm(client, cast.slot(9), **data)
    said = "中心尚未对之前预约的另一厂区作出决定"
    assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert said in client.get("/book/?factory=2").content.decode()
    Booking.objects.filter(factory=2).update(stage=Stage.PROPOSING)
    assert confirm(client, cast.slot(9), **data).status_code == 302


def test_what_was_booked_hours_ago_is_not_taken_for_the_same_sending(
    cast, client, monday
):
    client.force_login(cast.firm)
    slot = cast.slot(5)
    confirm(client, slot)
    with clock.set_to(monday + timedelta(hours=2)):
        assert confirm(client, slot).status_code == 422
