"""Deliveries: each channel once, tried again, held back, never lost."""

import json
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import choose_messages
from foundation.access.roles import Role
from foundation.clock import CITY_TIME, local_day
from foundation.errors import LostRace, Refused
from foundation.notices import channels
from foundation.notices.actions import deliver, send_again, tell, tell_phone
from foundation.notices.channels import CHANNELS, Final, Reached, Retry
from foundation.notices.delivering import _claim, _open, _settle, _try, plan
from foundation.notices.events import UnknownEvent, event_of, is_urgent
from foundation.notices.models import Delivery, Message
from foundation.notices.timing import LEASE, next_try, quiet_end
from tests.cast import make_user

PHONE = "13512345678"
TIMES = st.times().map(lambda one: one.replace(microsecond=0))
FIRST = datetime(2026, 1, 1, tzinfo=CITY_TIME)
MOMENTS = st.integers(0, 600_000).map(lambda m: FIRST + timedelta(minutes=m))


class Broken:
    """A channel that answers as it is told."""

    name = "sms"

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def reach(self, message):
        return Reached(PHONE)

    def send(self, address, subject, words):
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        self.sent.append(words)


@pytest.fixture
def broken(monkeypatch):
    def put(*answers):
        made = Broken(*answers)
        monkeypatch.setitem(CHANNELS, "sms", made)
        return made

    return put


def book(at, **values):
    return tell_phone(
        phone=PHONE, event="bookings.cancel", text="Hello there", at=at, **values
    )


def state():
    one = Delivery.objects.get()
    return one.state, one.tries, one.next_at


def test_after_each_failed_try_the_pause_grows_and_after_the_last_it_is_dead(monday):
    pauses = [next_try(tries, monday) - monday for tries in range(1, 6)]
    assert [pause.total_seconds() / 60 for pause in pauses] == [1, 5, 30, 120, 720]
    assert next_try(6, monday) is None


@given(at=MOMENTS, begins=TIMES, ends=TIMES)
def test_quiet_hours_end_soon_and_outside_them(at, begins, ends):
    until = quiet_end(at, begins, ends, CITY_TIME)
    if until is None:
        assert begins != at.time() or begins == ends
        return
    assert at < until <= at + timedelta(days=1)
    assert until.time() == ends
    assert quiet_end(until, begins, ends, CITY_TIME) is None


@pytest.mark.parametrize(
    ("hour", "day_of_end"),
    [(20, None), (21, 3), (23, 3), (0, 2), (7, 2), (8, None)],
)
def test_nine_in_the_evening_to_eight_is_quiet(hour, day_of_end):
    at = datetime(2026, 3, 2, hour, tzinfo=CITY_TIME)
    until = quiet_end(at, time(21), time(8), CITY_TIME)
    wanted = day_of_end and datetime(2026, 3, day_of_end, 8, tzinfo=CITY_TIME)
    assert until == wanted


def test_what_fails_is_tried_again_until_it_is_sent(db, monday, broken):
    channel = broken(Retry("busy"), Retry("busy"))
    book(monday)
    assert deliver(at=monday) == 0
    assert state() == ("failed", 1, monday + timedelta(minutes=1))
    assert deliver(at=monday + timedelta(seconds=59)) == 0
    deliver(at=monday + timedelta(minutes=1))
    assert state() == ("failed", 2, monday + timedelta(minutes=6))
    assert deliver(at=monday + timedelta(minutes=6)) == 1
    assert (state(), channel.sent) == (("sent", 3, None), ["Hello there"])
    assert Message.objects.get().tries == 3


def test_after_six_tries_and_after_a_final_no_it_is_dead_and_can_be_sent_again(
    db, monday, broken
):
    channel = broken(*[Retry("busy")] * 6)
    book(monday)
    at = monday
    for _round in range(7):  # one of them only finds the quiet hours
        deliver(at=at)
        at = Delivery.objects.get().next_at or at
    one = Delivery.objects.get()
    assert local_day(at) == local_day(monday) + timedelta(days=1)
    assert (one.state, one.why, one.tries) == ("dead", "busy", 6)
    assert Message.objects.get().state == "failed"
    send_again(delivery=one, at=at)
    with pytest.raises(LostRace):
        send_again(delivery=one, at=at)
    assert deliver(at=at) == 1
    assert channel.sent == ["Hello there"]
    broken(Final("no such number"))
    book(monday)
    deliver(at=monday)
    assert Delivery.objects.last().state == "dead"


def test_a_fault_of_ours_is_tried_again_too(db, monday, broken):
    broken(ZeroDivisionError())
    book(monday)
    deliver(at=monday)
    assert Delivery.objects.get().why == "ZeroDivisionError"


def test_of_two_workers_one_sends(db, monday, broken):
    channel = broken()
    plan(book(monday), at=monday)
    plan(Message.objects.get(), at=monday)  # the second one finds it planned
    first, second = _open().get(), _open().get()
    assert [_try(first, monday), _try(second, monday)] == [1, 0]
    assert channel.sent == ["Hello there"]


def test_a_killed_try_is_followed_after_its_lease_and_cannot_write_over_it(
    db, monday, broken
):
    channel = broken()
    plan(book(monday), at=monday)
    killed = _open().get()
    _claim(killed, monday)
    assert deliver(at=monday + LEASE / 2) == 0
    assert deliver(at=monday + LEASE) == 1
    assert channel.sent == ["Hello there"]
    assert _settle(killed, "dead", "late", monday) == 0
    assert state() == ("sent", 2, None)


def test_at_night_it_waits_for_the_morning_unless_it_is_about_today(db, monday, broken):
    channel = broken()
    night = datetime(2026, 3, 2, 22, tzinfo=CITY_TIME)
    book(night, when="2026-03-04 09:00")
    assert deliver(at=night) == 0
    assert state() == ("waiting", 0, datetime(2026, 3, 3, 8, tzinfo=CITY_TIME))
    assert deliver(at=datetime(2026, 3, 3, 8, tzinfo=CITY_TIME)) == 1
    book(night, when="2026-03-02 22:30")
    tell_phone(
        phone=PHONE, event="accounts.code", text="Your code", at=night, code="1234"
    )
    assert deliver(at=night) == 2
    assert channel.sent == ["Hello there", "Hello there", "Your code"]
    event = event_of("bookings.remind")
    assert is_urgent(event, {"when": "2026-03-02 11:00"}, night.date())
    assert not is_urgent(event, {"when": "2026-03-03 11:00"}, night.date())


def test_a_code_that_could_not_be_sent_in_time_is_not_sent_and_not_kept(
    db, monday, broken
):
    broken(Retry("busy"), Retry("busy"))
    tell_phone(phone=PHONE, event="accounts.code", text="x", at=monday, code="908070")
    for minutes in (0, 1, 11):
        deliver(at=monday + timedelta(minutes=minutes))
    one = Delivery.objects.get()
    assert (one.state, one.why) == ("skipped", "too late to be of use")
    assert "908070" not in str(Message.objects.values())
    with override("en"), pytest.raises(Refused, match="asks for a new one"):
        send_again(delivery=one, at=monday)


def test_a_person_chooses_the_channels_and_the_hours(cast, monday, settings):
    settings.NOTICE_CHANNELS = ["sms", "email"]
    choose_messages(
        user=cast.firm, email="wang@example.com", off=["bookings.sms"],
        quiet_from=time(9), quiet_until=time(10), at=monday,
    )  # fmt: skip
    tell(people=[cast.firm], event="bookings.book", text="Hello there", at=monday)
    assert deliver(at=monday) == 0
    assert deliver(at=monday + timedelta(hours=1)) == 1
    assert [(letter.to, letter.body) for letter in mail.outbox] == [
        (["wang@example.com"], "Hello there")
    ]
    found = dict(Delivery.objects.values_list("channel", "why"))
    assert found == {"sms": "the person does not want it on this channel", "email": ""}
    tell(people=[cast.manager], event="triage", text="Hello there", at=monday)
    deliver(at=monday)
    found = dict(Delivery.objects.filter(message__to=cast.manager).values_list(
        "channel", "why"
    ))  # fmt: skip
    assert found == {"sms": "", "email": "no e-mail address"}


def test_a_robot_says_once_what_concerns_the_team(cast, monday, settings, monkeypatch):
    settings.NOTICE_CHANNELS = ["wecom"]
    settings.NOTICE_ROBOTS = {"wecom": "https://robot.example.com/x"}
    posted = []
    monkeypatch.setattr(
        channels, "post", lambda it: posted.append(it) or b'{"errcode": 0}'
    )
    officers = [cast.officer, make_user("第二位", Role.OFFICER, 4711)]
    managers = [cast.manager, cast.people["other_manager"]]
    tell(people=officers, event="job_failed", text="Hello there", at=monday)
    tell(people=managers, event="triage", text="Hello there", at=monday)
    assert deliver(at=monday) == 1
    assert [json.loads(one.data) for one in posted] == [
        {"msgtype": "text", "text": {"content": "Hello there"}}
    ]
    assert sorted(Delivery.objects.exclude(why="").values_list("why", flat=True)) == [
        "not for the group's robot", "not for the group's robot",
        "the robot has said it for somebody else",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b'{"errcode": 45009}', Retry),
        (b'{"errcode": 93000}', Final),
        (b"<html>", Retry),
    ],
)
def test_a_robots_answers(answer, error):
    with pytest.raises(error):
        CHANNELS["wecom"].judge(answer)


def test_an_event_without_a_row_is_refused(cast, monday):
    with pytest.raises(UnknownEvent, match="no row"):
        tell(people=[cast.firm], event="surprise", text="Hello there", at=monday)
