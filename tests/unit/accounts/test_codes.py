"""Codes by text message: who gets one, how often, and what becomes of a typed one."""

from datetime import timedelta

import pytest

from accounts.actions import TooOften, send_code, sign_in_by_code
from accounts.actions.codes import (
    PER_ADDRESS,
    PER_DAY,
    PER_PHONE,
    TRIES,
    check_code,
    use_code,
)
from accounts.choices import Purpose
from accounts.models import Code, User
from foundation.errors import Refused
from foundation.notices.models import Message
from tests.journey import fresh

PHONE = "13512345678"


def send(at, **other):
    facts = {"purpose": Purpose.SIGN_IN, "phone": PHONE, "address": "10.0.0.1"}
    return send_code(**{**facts, **other}, at=at)


def wrong(text):
    return "000000" if text != "000000" else "111111"


def test_the_code_is_sent_at_once_and_then_forgotten_by_the_outbox(
    db, monday, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(monday)
    message = Message.objects.get()
    assert (message.phone, message.state) == (PHONE, "sent")
    assert sent.text not in str(message.values)
    assert sent.text not in sent.code.digest


def test_the_right_code_signs_in_once(db, monday):
    sent = send(monday)
    user = sign_in_by_code(code=sent.code, typed=sent.text, at=monday)
    assert user.phone == PHONE
    with pytest.raises(Refused, match="used already"):
        sign_in_by_code(code=fresh(sent.code), typed=sent.text, at=monday)


def test_blanks_and_wide_digits_are_read(db, monday):
    sent = send(monday)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in sent.text)
    check_code(code=sent.code, typed=f" {wide[:3]} {wide[3:]} ", at=monday)


def test_a_wrong_code_says_how_many_tries_are_left_and_then_no_more(db, monday):
    sent = send(monday)
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(Refused, match=f"{left} more"):
            check_code(code=fresh(sent.code), typed=wrong(sent.text), at=monday)
    with pytest.raises(TooOften, match="Too many wrong tries"):
        check_code(code=fresh(sent.code), typed=wrong(sent.text), at=monday)
    with pytest.raises(TooOften, match="Too many wrong tries"):
        check_code(code=fresh(sent.code), typed=sent.text, at=monday)


@pytest.mark.parametrize(
    ("minutes", "good"), [(0, True), (9.99, True), (10, False), (60, False)]
)
def test_a_code_holds_for_ten_minutes(db, monday, minutes, good):
    sent = send(monday)
    at = monday + timedelta(minutes=minutes)
    if good:
        check_code(code=sent.code, typed=sent.text, at=at)
    else:
        with pytest.raises(Refused, match="expired"):
            check_code(code=sent.code, typed=sent.text, at=at)


def test_two_who_type_the_same_right_code_at_once_do_not_both_get_in(db, monday):
    sent = send(monday)
    check_code(code=sent.code, typed=sent.text, at=monday)
    check_code(code=sent.code, typed=sent.text, at=monday)
    use_code(code=sent.code, at=monday)
    with pytest.raises(Refused):
        use_code(code=sent.code, at=monday)


def test_another_code_can_be_sent_after_a_minute_and_five_within_an_hour(db, monday):
    send(monday)
    with pytest.raises(TooOften, match="in a minute"):
        send(monday + timedelta(seconds=59))
    for n in range(1, PER_PHONE):
        send(monday + timedelta(minutes=n))
    with pytest.raises(TooOften, match="within an hour"):
        send(monday + timedelta(minutes=PER_PHONE))
    send(monday + timedelta(minutes=61))
    assert Code.objects.count() == Message.objects.count() == PER_PHONE + 1


def test_ten_codes_a_day_are_enough(db, monday):
    for n in range(PER_DAY):
        send(monday + timedelta(hours=n))
    with pytest.raises(TooOften, match="within a day"):
        send(monday + timedelta(hours=PER_DAY))
    send(monday + timedelta(hours=24, minutes=1))


def test_a_stranger_cannot_use_up_the_codes_of_an_invited_person(db, monday):
    for n in range(PER_PHONE):
        send(monday + timedelta(minutes=n))
    at = monday + timedelta(minutes=PER_PHONE)
    with pytest.raises(TooOften):
        send(at)
    assert send(at, purpose=Purpose.INVITATION).text != ""


def test_one_address_cannot_ask_for_codes_without_end(db, monday):
    Code.objects.bulk_create(
        Code(purpose="sign_in", phone=f"136{n:08d}", address="10.0.0.1", sent_at=monday)
        for n in range(PER_ADDRESS)
    )
    with pytest.raises(TooOften, match="from here"):
        send(monday)
    send(monday, address="10.0.0.2")


def test_where_nobody_is_listed_no_message_goes_out_and_no_code_fits(db, monday):
    sent = send(monday, purpose=Purpose.FILE, phone="", about="91320412MA10000011")
    assert (sent.text, Message.objects.count()) == ("", 0)
    for typed in ("", "000000", "123456"):
        with pytest.raises(Refused):
            check_code(code=fresh(sent.code), typed=typed, at=monday)


def test_the_limits_for_a_firm_are_the_same_whether_or_not_it_is_known(cast, monday):
    for phone, company in (("", None), (cast.company.contact_phone, cast.company)):
        about = cast.company.credit_code if company else "91320412MA10000011"
        facts = {"purpose": Purpose.FILE, "phone": phone, "about": about}
        words = []
        for n in range(PER_PHONE + 1):
            at = monday + timedelta(minutes=n)
            try:
                send(at, company=company, **facts)
                send(at, company=company, **facts)
            except TooOften as error:
                words.append(str(error))
        assert words == [words[0]] * PER_PHONE + [words[-1]]
        assert words[0] != words[-1]


def test_a_password_set_by_a_stranger_is_lost_once_the_phone_is_proven(db, monday):
    squatter = User.objects.create_user(
        PHONE, "long enough 1", name="冒名", phone_is_proven=False
    )
    session = squatter.get_session_auth_hash()
    sent = send(monday)
    user = sign_in_by_code(code=sent.code, typed=sent.text, at=monday)
    assert user.pk == squatter.pk
    assert not user.has_usable_password()
    assert user.get_session_auth_hash() != session


def test_a_password_of_a_proven_phone_stays(cast, monday):
    sent = send(monday, phone=cast.firm.phone)
    user = sign_in_by_code(code=sent.code, typed=sent.text, at=monday)
    assert (user, user.password) == (cast.firm, cast.firm.password)


def test_a_closed_account_is_told_so_and_the_code_is_not_used_up(cast, monday):
    cast.firm.is_active = False
    cast.firm.save()
    sent = send(monday, phone=cast.firm.phone)
    with pytest.raises(Refused, match="closed"):
        sign_in_by_code(code=sent.code, typed=sent.text, at=monday)
    assert fresh(sent.code).used_at is None
