"""Waiting lists on the firm's phone, at the center's desk, and by a message's link."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.actions import book_appointment, cancel_appointment
from bookings.actions.offers import link_to
from bookings.choices_waitlist import OfferState, WaitState
from bookings.models import Appointment, Slot, WaitingEntry, WaitingOffer
from foundation import clock
from foundation.access.roles import Role
from foundation.links import sign
from foundation.notices.models import Message
from tests.cast import make_company, make_user
from tests.factories.appointments import clinic
from tests.journey import fresh
from tests.pages.reading import page, queries, table
from workflows.waitlist import join, sweep

DAY = timedelta(days=1)


@pytest.fixture
def service(cast):
    """Advice at the center, full for weeks; its first time is another firm's."""
    found = clinic(cast, open_per_firm=9)
    Slot.objects.filter(service=found).update(capacity=1, taken=1)
    return found


def need(**more):
    today = clock.today()
    return {"first_on": today, "last_on": today + 30 * DAY, **more}


def wait(cast, service, company=None, by=None):
    return join(
        company=company or cast.company, service=service, by=by or cast.firm,
        at=clock.now(), **need(),
    )  # fmt: skip


def others(cast, service, count):
    for n in range(count):
        company = make_company(f"候补{n}", cast.center.district, 100 + n)
        user = make_user(f"候{n}", Role.COMPANY, 100 + n, company=company)
        wait(cast, service, company, user)


@pytest.fixture
def offer(cast, service):
    """A time given up by another firm and offered to the cast's."""
    wait(cast, service)
    slot = Slot.objects.filter(service=service).order_by("starts_at")[9]
    Slot.objects.filter(pk=slot.pk).update(taken=0)
    company = make_company("让位", cast.center.district, 99)
    at = clock.now()
    row = book_appointment(company=company, slot=fresh(slot), by=cast.manager, at=at)
    cancel_appointment(appointment=row, by=cast.manager, at=at, reason="出差")
    sweep(at=at)
    return WaitingOffer.objects.get()


def text(answer):
    return answer.content.decode()


# --- The firm --------------------------------------------------------------------


def test_from_a_full_calendar_a_firm_joins_sees_its_place_and_why_leaves_and_undoes(
    client, cast, service
):
    others(cast, service, 1)
    full = text(page(client, cast.firm, "book", service="clinic"))
    assert f"{reverse('join_list')}?service=clinic" in full
    form = page(client, cast.firm, "join_list", service="clinic")
    assert form.context["form"].initial["service"] == service
    typed = {**need(), "service": service.pk, "weekdays": ["0", "2"], "half": "am"}
    assert client.post(reverse("join_list"), typed).url == reverse("waits")
    entry = WaitingEntry.objects.get(company=cast.company)
    assert (entry.weekdays, entry.half) == ("02", "am")
    said = text(client.get(reverse("waits")))
    for words in ("第 2 位", "前面有 1 家企业", "周一、周三 · 上午", "规上企业"):
        assert words in said
    client.post(reverse("leave_list", args=[entry.pk]))
    assert fresh(entry).state == WaitState.LEFT
    client.post(reverse("come_back_to_list", args=[entry.pk]))
    assert fresh(entry).state == WaitState.WAITING


def test_what_was_typed_comes_back_with_the_reasons(client, cast, service):
    client.force_login(cast.firm)
    typed = {
        **need(last_on=clock.today() - DAY),
        "service": service.pk,
        "needs": "排产",
    }
    answer = client.post(reverse("join_list"), typed)
    assert answer.status_code == 422
    assert "最后一天早于第一天" in text(answer)
    assert "排产" in text(answer)
    answer = client.post(reverse("join_list"), {"service": "x", "weekdays": ["9"]})
    assert answer.status_code == 422


def test_one_firm_does_not_touch_anothers_place(client, cast, service):
    entry = wait(cast, service)
    for who in (cast.other_firm, cast.manager, cast.officer):
        client.force_login(who)
        for name in ("leave_list", "come_back_to_list"):
            assert client.post(reverse(name, args=[entry.pk])).status_code == 404
    assert fresh(entry).state == WaitState.WAITING


# --- The link --------------------------------------------------------------------


def test_by_the_link_a_time_is_taken_without_signing_in_and_once(client, cast, offer):
    url = link_to(offer)
    said = text(client.get(url))
    assert "您候补的服务有空位了" in said
    assert "2026-1" in said
    assert client.post(url, {"answer": "accept"}).url == url
    row = Appointment.objects.get(company=cast.company)
    assert (row.slot, row.booked_by) == (offer.slot, cast.firm)
    done = client.get(url)
    assert (done.status_code, "/change/" in text(done)) == (200, True)
    again = client.post(url, {"answer": "accept"})
    assert (again.status_code, Appointment.objects.count()) == (409, 2)
    assert "已为您预约该时段" in text(again)
    kept = text(page(client, cast.manager, "center_wait", offer.entry_id))
    assert "已接受" in kept
    assert "已验收" not in kept


def test_the_offer_sent_to_somebody_who_has_left_the_firm_is_not_theirs(
    client, cast, offer
):
    own = link_to(offer, cast.firm.pk)
    assert Message.objects.get(event="bookings.offer").link == own
    assert client.get(own).status_code == 200
    cast.firm.memberships.update(ends_on=clock.today())
    answer = client.post(own, {"answer": "accept"})
    assert (answer.status_code, cast.company.name in text(answer)) == (410, False)
    assert fresh(offer).state == OfferState.OPEN


def test_by_the_link_a_time_is_let_go_on_the_list_or_off_it(client, cast, offer):
    answer = client.post(link_to(offer), {"answer": "leave"}, follow=True)
    assert "您已退出候补名单" in text(answer)
    assert fresh(offer.entry).state == WaitState.LEFT


def test_links_that_are_forged_too_late_or_closed_say_so(client, cast, offer):
    for token in ("x", sign("change", offer.pk), sign("offer", "x"), sign("offer", 0)):
        answer = client.get(reverse("answer_offer", args=[token]))
        assert (answer.status_code, "链接无效" in text(answer)) == (404, True)
    with clock.set_to(offer.until):
        for answer in (client.get(link_to(offer)), client.post(link_to(offer))):
            assert answer.status_code == 410
            assert "答复时限已过" in text(answer)
    Slot.objects.filter(pk=offer.slot_id).update(is_closed=True)
    answer = client.post(link_to(offer), {"answer": "accept"})
    assert (answer.status_code, "中心已关闭该时段" in text(answer)) == (410, True)


# --- The center ------------------------------------------------------------------


def test_the_center_sees_its_line_with_the_arithmetic_and_takes_it_along(
    client, cast, service
):
    empty = page(client, cast.manager, "center_waits")
    assert "暂无企业" in text(empty)
    others(cast, service, 2)
    wait(cast, service)
    said = page(client, cast.manager, "center_waits", kind="clinic")
    assert [row["place"].number for row in said.context["page"]] == [1, 2, 3]
    assert "10 + 5 = 15" in text(said)
    heads, *rows = table(page(client, cast.manager, "center_waits", format="csv"))
    assert (heads[0], [row[0] for row in rows]) == ("候补次序", ["1", "2", "3"])
    assert "暂无企业" in text(page(client, cast.other_manager, "center_waits"))


def test_its_pages_cost_the_same_for_one_and_for_thirty(client, cast, service):
    wait(cast, service)
    mine, center = reverse("waits"), reverse("center_waits")
    few = queries(client, cast.firm, mine), queries(client, cast.manager, center)
    others(cast, service, 25)
    many = queries(client, cast.firm, mine), queries(client, cast.manager, center)
    assert many == few


def test_out_of_turn_and_off_the_list_need_a_written_reason(client, cast, service):
    others(cast, service, 1)
    entry = wait(cast, service)
    slot = Slot.objects.filter(service=service).order_by("starts_at")[9]
    Slot.objects.filter(pk=slot.pk).update(taken=0)
    client.force_login(cast.manager)
    url = reverse("center_wait", args=[entry.pk])
    typed = {"deed": "offer", "offer-slot": slot.pk}
    assert client.post(url, {**typed, "offer-reason": " "}).status_code == 422
    assert client.post(url, {**typed, "offer-reason": "停产"}).status_code == 302
    assert WaitingOffer.objects.get().reason == "停产"
    assert "越序递补：停产" in text(client.get(url))
    assert client.post(url, {"deed": "off", "off-reason": ""}).status_code == 422
    client.post(url, {"deed": "off", "off-reason": "已停产"})
    assert (fresh(entry).state, fresh(entry).ended_reason) == ("removed", "已停产")
    client.force_login(cast.other_manager)
    assert client.get(url).status_code == 404
