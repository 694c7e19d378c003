"""Signed links: change and cancel without signing in, and every way they end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actions import end_membership
from accounts.choices import FirmRole
from accounts.models import Membership, User
from bookings.actions import cancel_appointment, check_in
from bookings.actions.telling import CANCEL, CHANGE, link_to
from bookings.choices import AppointmentState, Stage
from bookings.models import Slot
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.links import sign
from foundation.notices.models import Message
from tests.cast import make_user
from tests.factories.appointments import clinic, free, made
from tests.journey import Journey, fresh
from tests.pages.reading import page


@pytest.fixture
def slots(cast):
    clinic(cast)
    return free(cast)


@pytest.fixture
def row(cast, slots):
    return made(cast, slots[5])


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made_one = Journey(cast, slot=cast.slot(10))
    for step in ("confirm", "respond"):
        with django_capture_on_commit_callbacks(execute=True):
            getattr(made_one, step)()
    return made_one


def text(answer):
    return answer.content.decode()


def test_the_link_of_the_confirmation_opens_the_page_and_shows_only_what_is_needed(
    client, cast, row
):
    answer = client.get(Message.objects.get().link)
    assert answer.status_code == 200
    said = text(answer)
    assert cast.company.name in said
    assert "3月4日" in said
    for hidden in (
        cast.company.contact_name,
        cast.company.contact_phone,
        cast.company.credit_code,
        row.number,
    ):
        assert hidden not in said
    assert "no-store" in answer["Cache-Control"]


def test_by_the_link_the_time_is_moved_and_the_next_link_holds(
    client, cast, row, slots
):
    link = link_to(CHANGE, row)
    answer = client.post(link, {"slot": slots[7].pk, "reason": "出差"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    assert fresh(row).slot == slots[7]
    entry = Entry.objects.get(deed="bookings.reschedule")
    assert (entry.actor, entry.after["reason"]) == (None, "出差")
    said = text(page(client, cast.firm, "appointment", row.number))
    assert "通过链接" in said


def test_a_link_used_twice_says_so_and_does_nothing(client, cast, row, slots):
    link = link_to(CHANGE, row)
    client.post(link, {"slot": slots[7].pk, "reason": "出差"})
    for answer in (
        client.get(link),
        client.post(link, {"slot": slots[9].pk, "reason": "又变"}),
        client.get(link_to(CANCEL, row)),
    ):
        assert answer.status_code == 410
        assert "链接已使用或已过期" in text(answer)
    assert fresh(row).slot == slots[7]


def test_by_the_link_it_is_cancelled_and_the_page_says_so_ever_after(
    client, cast, row, slots
):
    link = link_to(CANCEL, row)
    assert client.get(link).status_code == 200
    answer = client.post(link, {"reason": "订单太紧"})
    done = client.get(answer.url)
    assert (answer.status_code, done.status_code) == (302, 200)
    assert "已取消" in text(done)
    assert fresh(row).state == AppointmentState.CANCELLED
    assert fresh(slots[5]).taken == 0
    for old in (link, link_to(CHANGE, row)):
        assert client.get(old).status_code == 410
        assert "已取消" in text(client.get(old))
    file = client.get(f"{link_to(CHANGE, fresh(row))}calendar.ics")
    assert "METHOD:CANCEL" in text(file)


def test_a_link_changes_nothing_without_a_reason(client, row, slots):
    answer = client.post(link_to(CHANGE, row), {"slot": slots[7].pk, "reason": ""})
    assert answer.status_code == 422
    assert client.post(link_to(CANCEL, row), {}).status_code == 422
    assert fresh(row).sequence == 0


def test_after_the_cut_off_the_link_gives_the_center_s_phone(client, cast, row, slots):
    with clock.set_to(row.slot.starts_at - timedelta(hours=1)):
        for link in (link_to(CHANGE, row), link_to(CANCEL, row)):
            for answer in (client.get(link), client.post(link, {"reason": "病了"})):
                assert answer.status_code == 410
                assert f"tel:{cast.center.phone}" in text(answer)
    assert fresh(row).state == AppointmentState.BOOKED


def test_once_the_firm_has_come_the_link_says_that_it_is_over(client, cast, row):
    check_in(appointment=row, by=cast.manager, at=row.slot.starts_at)
    assert client.get(link_to(CHANGE, row)).status_code == 410


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        sign("invite", "appointment", 1, 0),
        sign("cancel", "appointment", 1, 0),
        sign("change", "appointment", 1),
        sign("change", "appointment", "x", 0),
        sign("change", "appointment", 999999, 0),
        sign("change", "case", 999999, 0),
    ],
    ids=[
        "letter", "dots", "invitation", "cancelling", "no count", "no number",
        "no appointment", "no case",
    ],
)  # fmt: skip
def test_a_forged_link_and_one_for_another_purpose_open_nothing(client, row, token):
    token = token.replace("\n", "")
    for name in ("change_by_link", "calendar_by_link"):
        answer = client.get(reverse(name, args=[token]))
        assert answer.status_code == 404
        assert "链接无效" in text(answer)
    assert client.post(reverse("change_by_link", args=[token])).status_code == 404


def test_a_signature_bent_by_one_letter_opens_nothing(client, row):
    link = link_to(CHANGE, row)
    bent = link[:-3] + ("A" if link[-3] != "A" else "B") + link[-2:]
    assert client.get(bent).status_code == 404


def test_the_place_went_meanwhile_and_everything_stands_as_before(client, row, slots):
    Slot.objects.filter(pk=slots[7].pk).update(capacity=0, planned=0)
    answer = client.post(link_to(CHANGE, row), {"slot": slots[7].pk, "reason": "出差"})
    assert answer.status_code == 422
    assert fresh(row).slot == slots[5]


def test_the_calendar_file_by_link_ends_with_the_link(client, cast, row, monday):
    link = f"{link_to(CHANGE, row)}calendar.ics"
    assert "METHOD:REQUEST" in text(client.get(link))
    cancel_appointment(appointment=row, by=cast.firm, at=monday, reason="订单太紧")
    assert client.get(link).status_code == 410


def test_a_signed_in_person_of_the_firm_is_named_in_the_history(
    client, cast, row, slots
):
    client.force_login(cast.firm)
    client.post(link_to(CHANGE, row), {"slot": slots[7].pk, "reason": "出差"})
    assert Entry.objects.get(deed="bookings.reschedule").actor == cast.firm


def test_a_stranger_signed_in_uses_the_link_namelessly(client, cast, row, slots):
    client.force_login(cast.other_manager)
    client.post(link_to(CHANGE, row), {"slot": slots[7].pk, "reason": "出差"})
    assert Entry.objects.get(deed="bookings.reschedule").actor is None


def test_a_signed_in_person_of_the_firm_is_led_from_an_old_link_to_the_page(
    client, cast, row, slots
):
    link = link_to(CHANGE, row)
    client.post(link, {"slot": slots[7].pk, "reason": "出差"})
    client.force_login(cast.firm)
    answer = client.get(link, follow=True)
    assert answer.redirect_chain == [(f"/appointments/{row.number}/", 302)]
    assert "已有变更" in text(answer)
    client.force_login(cast.other_firm)
    assert client.get(link).status_code == 410


# --- A diagnosis ----------------------------------------------------------------


def test_by_the_link_of_a_diagnosis_the_visit_moves_with_its_consultant(
    client, cast, journey
):
    message = Message.objects.get(event="bookings.book")
    assert message.values["when"].endswith("09:00–11:30")
    link = message.link
    new = cast.slot(14)
    said = text(client.get(f"{link}?day={new.on}"))
    assert "顾问不变" in said
    answer = client.post(link, {"slot": new.pk, "reason": "设备检修"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    case = fresh(journey.booking)
    assert (case.slot, case.stage, case.sequence) == (new, Stage.VISITING, 1)
    assert client.get(link).status_code == 410


def test_by_the_link_of_a_diagnosis_the_case_is_cancelled_cleanly(
    client, cast, journey
):
    answer = client.post(link_to(CANCEL, journey.booking), {"reason": "订单太紧"})
    assert client.get(answer.url).status_code == 200
    case = fresh(journey.booking)
    assert (case.stage, case.ended_by_firm, case.slot) == (Stage.CANCELLED, True, None)
    file = client.get(f"{link_to(CHANGE, case)}calendar.ics")
    assert "METHOD:CANCEL" in text(file)


def test_on_the_case_s_page_the_firm_moves_the_visit_and_reads_its_history(
    client, cast, journey
):
    said = text(page(client, cast.firm, "case", journey.booking.number))
    url = reverse("change_case", args=[journey.booking.number])
    assert url in said
    old, new = journey.booking.slot, cast.slot(14)
    assert client.post(url, {"slot": new.pk, "reason": "设备检修"}).status_code == 302
    said = text(page(client, cast.firm, "case", journey.booking.number))
    assert f"<del>{old}</del>" in said
    file = page(client, cast.firm, "case_calendar", journey.booking.number)
    assert "SEQUENCE:1" in text(file)


def test_who_only_sees_the_case_neither_moves_nor_cancels_it(client, cast, journey):
    for name in ("change_case", "cancel_case"):
        answer = page(client, cast.officer, name, journey.booking.number)
        assert answer.status_code == 302
        answer = page(client, cast.other_firm, name, journey.booking.number)
        assert answer.status_code == 404


def test_the_link_of_somebody_who_has_left_the_firm_opens_nothing_of_it(
    client, cast, slots, monday
):
    colleague = make_user("同事", Role.COMPANY, 90, company=cast.company)
    Membership.objects.filter(user=colleague).update(firm_role=FirmRole.CONTACT)
    row = made(cast, slots[5])
    links = {m.to: m.link for m in Message.objects.filter(event="bookings.book")}
    assert len(set(links.values())) == 2
    moved = {"slot": slots[7].pk, "reason": "出差"}
    assert client.get(links[colleague]).status_code == 200
    place = Membership.objects.get(user=colleague)
    end_membership(membership=place, by=cast.firm, at=monday)
    for link in (links[colleague], f"{links[colleague]}calendar.ics"):
        answer = client.get(link)
        assert answer.status_code == 410
        assert "不再代表该企业" in text(answer)
        assert cast.company.name not in text(answer)
    assert client.post(links[colleague], moved).status_code == 410
    assert fresh(row).slot_id == slots[5].pk
    there = client.post(links[cast.firm], moved)
    assert there.status_code == 302
    assert fresh(row).slot_id == slots[7].pk
    assert there.url == link_to(CHANGE, fresh(row), cast.firm.pk)
    client.logout()
    User.objects.filter(pk=cast.firm.pk).update(is_active=False)
    assert client.get(there.url).status_code == 410
    link = links[colleague]
