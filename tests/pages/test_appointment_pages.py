"""Appointments on the firm's phone and at the center's desk."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from bookings.actions.telling import CHANGE, link_to
from bookings.choices import AppointmentState
from bookings.models import Appointment, Slot
from foundation import clock
from foundation.notices.models import Message
from tests.factories.appointments import clinic, free, made
from tests.journey import Journey, fresh
from tests.pages.reading import page, queries, table

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.44(0x18002c2f) NetType/WIFI"
)


@pytest.fixture
def slots(cast):
    clinic(cast)
    return free(cast)


@pytest.fixture
def row(cast, slots):
    return made(cast, slots[5], needs="排产")


def text(answer):
    return answer.content.decode()


# --- The firm -------------------------------------------------------------------


def test_without_any_the_page_says_what_there_is_to_book(client, cast):
    said = text(page(client, cast.firm, "appointments"))
    assert "没有待办的预约" in said
    assert f"{reverse('book')}?service=clinic" in said


def test_coming_and_past_are_two_lists(client, cast, row, slots):
    answer = page(client, cast.firm, "appointments")
    assert row.number in text(answer)
    assert row.number not in text(page(client, cast.firm, "appointments", when="past"))
    with clock.set_to(row.slot.ends_at):
        assert row.number in text(page(client, cast.firm, "appointments", when="past"))


def test_a_firm_sees_its_own_only_and_a_center_those_of_its_own_rooms(
    client, cast, row
):
    for who, status in (
        (cast.firm, 200), (cast.manager, 200),
        (cast.other_firm, 404), (cast.other_manager, 404), (cast.coordinator, 404),
        (cast.officer, 404), (cast.assessor, 404),
    ):  # fmt: skip
        answer = page(client, who, "appointment", row.number)
        assert answer.status_code == status
    assert row.number not in text(page(client, cast.other_firm, "appointments"))


def test_its_page_shows_square_copy_calendar_and_until_when_it_can_be_changed(
    client, cast, row
):
    said = text(page(client, cast.firm, "appointment", row.number))
    assert 'class="qr"' in said
    assert "style=" not in said.split('class="qr"')[1].split("</svg>")[0]
    assert "data-copy=" in said
    assert reverse("appointment_calendar", args=[row.number]) in said
    assert "05:00" in said  # four hours before 9:00
    assert cast.center.phone in said


def test_it_can_be_read_and_changed_in_the_browser_of_wechat(client, cast, row, slots):
    client.force_login(cast.firm)
    phone = {"headers": {"user-agent": WECHAT}}
    answer = client.get(reverse("appointment", args=[row.number]), **phone)
    assert answer.status_code == 200
    assert "Content-Disposition" not in answer.headers
    url = reverse("change_appointment", args=[row.number])
    data = {"slot": slots[7].pk, "reason": "出差"}
    done = client.post(url, data, follow=True, **phone)
    assert done.status_code == 200
    assert fresh(row).slot == slots[7]


def test_wechat_which_opens_no_calendar_file_gets_its_link_to_copy(
    client, cast, row, slots, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast, slot=cast.slot(10)).booking
    client.force_login(cast.firm)
    urls = [
        reverse("appointment", args=[row.number]),
        reverse("case", args=[case.number]),
        reverse("booked", args=[case.number]),
        link_to(CHANGE, row),
    ]
    for url in urls:
        plain = text(client.get(url))
        assert re.search(r'href="[^"]*calendar.ics"', plain)
        shown = text(client.get(url, headers={"user-agent": WECHAT}))
        assert not re.search(r'href="[^"]*calendar.ics"', shown)
        assert "请把链接粘贴到手机浏览器中打开" in shown
        (copied,) = re.findall(r'data-copy="http://testserver(/[^"]*.ics)"', shown)
        answer = Client().get(copied)  # nobody is signed in there
        assert answer.headers["Content-Type"].startswith("text/calendar")


def test_the_calendar_file_carries_the_sequence(client, cast, row):
    answer = page(client, cast.firm, "appointment_calendar", row.number)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{row.number}.ics"'
    assert "SEQUENCE:0" in text(answer)
    assert "METHOD:REQUEST" in text(answer)


def change(client, row, **data):
    return client.post(reverse("change_appointment", args=[row.number]), data)


def test_a_change_shows_every_fault_and_keeps_what_was_typed(client, cast, row, slots):
    client.force_login(cast.firm)
    answer = change(client, row, slot=slots[7].pk, reason="")
    assert answer.status_code == 422
    assert f'value="{slots[7].pk}" checked' in text(answer)
    answer = change(client, row, reason="出差三天")
    assert answer.status_code == 422
    assert "出差三天" in text(answer)
    for junk in ("x", "99999999999999999999", "-1"):
        assert change(client, row, slot=junk, reason="出差").status_code == 422
    assert fresh(row).slot == slots[5]


def offered(answer):
    """The keys of the times the page lets one choose."""
    return {
        int(key) for key in re.findall(r'name="slot"[^>]*value="(\d+)"', text(answer))
    }


def test_a_place_lost_meanwhile_is_said_with_the_three_nearest_to_choose_from(
    client, cast, row, slots
):
    client.force_login(cast.firm)
    Slot.objects.filter(pk=slots[7].pk).update(capacity=0, planned=0)
    answer = change(client, row, slot=slots[7].pk, reason="出差三天")
    assert answer.status_code == 422
    assert fresh(row).slot == slots[5]
    assert "最近的空闲时段" in text(answer)
    assert offered(answer) == {slots[n].pk for n in (6, 8, 9)}  # 5 is its own
    assert "出差三天" in text(answer)
    moved = change(client, row, slot=slots[8].pk, reason="出差三天")
    assert moved.status_code == 302


def test_a_visit_s_half_day_lost_meanwhile_is_answered_the_same_way(
    client, cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast, slot=cast.slot(10)).booking
    near = [cast.slot(n).pk for n in (12, 14)]
    gone = cast.slot(13)
    Slot.objects.filter(pk=gone.pk).update(taken=F("capacity"))
    client.force_login(cast.firm)
    url = reverse("change_case", args=[case.number])
    answer = client.post(url, {"slot": gone.pk, "reason": "出差"})
    assert len(offered(answer)) == 3
    assert set(near) <= offered(answer)


def test_a_change_that_is_sent_twice_moves_once_and_says_so(client, cast, row, slots):
    client.force_login(cast.firm)
    for _again in range(2):
        answer = change(client, row, slot=slots[7].pk, reason="出差")
        assert answer.status_code == 302
    assert (fresh(row).sequence, fresh(slots[7]).taken) == (1, 1)


def test_after_the_cut_off_the_page_gives_the_center_s_phone_and_why(
    client, cast, row, slots
):
    with clock.set_to(row.slot.starts_at - timedelta(hours=1)):
        for name in ("change_appointment", "cancel_appointment"):
            answer = page(client, cast.firm, name, row.number)
            assert answer.status_code == 200
            assert "tel:" + cast.center.phone in text(answer)
            assert 'name="reason"' not in text(answer)
        client.force_login(cast.firm)
        assert change(client, row, slot=slots[9].pk, reason="x").status_code == 422
        answer = page(client, cast.manager, "change_appointment", row.number)
        assert 'name="reason"' in text(answer)


def test_whom_closed_days_concern_reads_it_and_changes_by_the_link_to_the_last(
    client, cast, row, slots
):
    at = row.slot.starts_at - timedelta(hours=1)  # long after the cut-off
    with clock.set_to(at):
        client.force_login(cast.manager)
        day = row.slot.on
        client.post(
            "/services/except/closure/",
            {"closure-first": day, "closure-last": day, "closure-reason": "停电"},
        )
        link = Message.objects.get(event="bookings.closed").link
        client.logout()
        said = text(client.get(link))
        assert ("这个时间中心不开放" in said, "停电" in said) == (True, True)
        new = next(slot for slot in slots if slot.on > day)
        client.post(link, {"slot": new.pk, "reason": "停电"})
        assert fresh(row).slot == new
        assert "不开放" not in text(page(client, cast.firm, "appointment", row.number))


def test_a_firm_cancels_with_a_reason_and_reads_it_in_the_history(client, cast, row):
    client.force_login(cast.firm)
    url = reverse("cancel_appointment", args=[row.number])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "订单太紧"}).status_code == 302
    said = text(page(client, cast.firm, "appointment", row.number))
    assert said.count("订单太紧") >= 2
    assert "已取消" in said
    assert client.post(url, {"reason": "再来"}).status_code == 422


def test_the_history_says_who_changed_what_from_what(client, cast, row, slots):
    client.force_login(cast.firm)
    change(client, row, slot=slots[7].pk, reason="出差")
    said = text(page(client, cast.manager, "appointment", row.number))
    assert f"<del>{slots[5]}</del>" in said
    assert str(slots[7]) in said
    assert "firm" in said


def test_a_closed_firm_reads_until_when(client, cast, slots):
    for slot in slots[:2]:
        one = made(cast, slot, by=cast.manager)
        Appointment.objects.filter(pk=one.pk).update(state=AppointmentState.ABSENT)
    until = slots[1].on + timedelta(days=30)
    said = text(page(client, cast.firm, "appointments"))
    assert f"{until.month}月{until.day}日" in said


# --- The center -----------------------------------------------------------------


def test_the_list_costs_the_same_for_one_row_and_for_thirty(client, cast, slots):
    made(cast, slots[0], by=cast.manager)
    before = {}
    for who, url in (
        (cast.firm, reverse("appointments")),
        (cast.manager, reverse("appointments")),
        (cast.manager, reverse("today") + f"?d={slots[5].on}"),
    ):
        before[who.pk, url] = queries(client, who, url)
    for n in range(29):
        Appointment.objects.create(
            number=f"YY-{n}",
            slot=slots[5 + n],
            company=cast.company,
            contact_name="王强",
            contact_phone="13900000000",
            booked_at=clock.now(),
            booked_by=cast.firm,
        )
    for (pk, url), cost in before.items():
        who = cast.firm if pk == cast.firm.pk else cast.manager
        assert queries(client, who, url) == cost


def test_the_center_s_list_is_filtered_and_exported(client, cast, row):
    rows = table(page(client, cast.manager, "appointments", format="csv"))
    assert [r[0] for r in rows[1:]] == [row.number]
    for query, count in (
        ({"q": row.number}, 1), ({"q": "没有这家"}, 0), ({"kind": "clinic"}, 1),
        ({"kind": "tour"}, 0), ({"state": "absent"}, 0), ({"kind": "x"}, 1),
    ):  # fmt: skip
        answer = page(client, cast.manager, "appointments", **query)
        assert answer.status_code == 200
        assert (row.number in text(answer)) == bool(count)


def test_a_filter_on_the_past_stays_with_the_past(client, cast, row):
    said = text(page(client, cast.manager, "appointments", when="past"))
    assert '<input type="hidden" name="when" value="past"' in said


def test_today_shows_who_is_expected_and_counts(client, cast, row):
    with clock.set_to(row.slot.starts_at):
        said = text(page(client, cast.manager, "today"))
    assert cast.company.name in said
    assert "data-print" in said
    assert row.company.name not in text(page(client, cast.manager, "today"))
    assert page(client, cast.manager, "today", d="x").status_code == 200
    assert page(client, cast.manager, "today", d="9999-12-31").status_code == 200
    assert page(client, cast.firm, "today").status_code == 404


def test_the_scanned_square_checks_in_with_one_tap_and_says_so_the_second_time(
    client, cast, row
):
    url = reverse("check_in", args=[row.number])
    with clock.set_to(row.slot.starts_at):
        assert 'type="submit"' in text(
            page(client, cast.manager, "check_in", row.number)
        )
        assert client.post(url).url == url
        said = text(client.get(url))
        assert "已于 3月4日（周三）09:00 签到" in said
        assert client.post(url, follow=True).status_code == 200
    assert fresh(row).state == AppointmentState.ATTENDED
    for who in (cast.firm, cast.other_manager, cast.coordinator):
        assert page(client, who, "check_in", row.number).status_code == 404


def test_a_slip_at_check_in_is_taken_back_the_same_day_and_stands_in_the_history(
    client, cast, row
):
    undo = reverse("undo_check_in", args=[row.number])
    begins = row.slot.starts_at
    with clock.set_to(begins):
        client.force_login(cast.manager)
        client.post(undo)  # nobody is checked in yet
        client.post(reverse("check_in", args=[row.number]))
        for name, args in (("today", ()), ("check_in", (row.number,))):
            assert undo in text(page(client, cast.manager, name, *args))
        assert client.post(undo, {"from": "today"}).url.startswith(reverse("today"))
        again = fresh(row)
        assert (again.state, again.checked_in_at) == (AppointmentState.BOOKED, None)
        assert undo not in text(page(client, cast.manager, "today"))
        said = text(page(client, cast.manager, "appointment", row.number))
        assert "撤销签到" in said
        client.post(reverse("check_in", args=[row.number]))
    with clock.set_to(begins + timedelta(days=1)):
        assert "只能当天撤销" in text(client.post(undo, follow=True))
        assert undo not in text(page(client, cast.manager, "check_in", row.number))
    assert fresh(row).state == AppointmentState.ATTENDED
    client.force_login(cast.firm)
    assert client.post(undo).status_code == 404


def test_on_another_day_the_square_only_says_when(client, cast, row):
    said = text(page(client, cast.manager, "check_in", row.number))
    assert "该预约不在今天" in said
    client.post(reverse("check_in", args=[row.number]))
    assert fresh(row).state == AppointmentState.BOOKED


def test_from_the_list_one_tap_each_checks_in_or_marks_absent(client, cast, row):
    client.force_login(cast.manager)
    with clock.set_to(row.slot.starts_at + timedelta(minutes=20)):
        answer = client.post(
            reverse("mark_absent", args=[row.number]), {"from": "today"}
        )
        assert answer.url == f"{reverse('today')}?d={row.slot.on}"
        assert fresh(row).state == AppointmentState.ABSENT
        client.post(reverse("check_in", args=[row.number]), {"from": "today"})
    assert fresh(row).state == AppointmentState.ATTENDED
    absent = reverse("mark_absent", args=[row.number])
    assert client.get(absent).status_code == 405
    client.force_login(cast.firm)
    assert client.post(absent).status_code == 404


def test_who_was_cancelled_is_not_checked_in(client, cast, row):
    Appointment.objects.filter(pk=row.pk).update(state=AppointmentState.CANCELLED)
    with clock.set_to(row.slot.starts_at):
        said = text(page(client, cast.manager, "check_in", row.number))
        assert "已取消" in said
        assert 'class="bar"' not in said
