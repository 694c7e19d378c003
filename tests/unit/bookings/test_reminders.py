"""Reminders: at the right moment, once, and never of what does not hold any more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from bookings.actions import (
    apply_closure,
    cancel_appointment,
    lift_closure,
    mark_absent,
    move_appointment,
    send_reminders,
    set_closed,
)
from bookings.choices import Stage
from bookings.models import Booking, Reminder, Slot
from bookings.reminding import due_now, send_at
from centers.actions import close_days
from foundation import clock
from foundation.errors import Refused
from foundation.links import read
from foundation.models import DemoClock
from foundation.notices.actions import deliver
from foundation.notices.models import Message
from tests.factories.appointments import clinic, free, made
from tests.journey import Journey, fresh
from workflows import tasks
from workflows.moving import move_case
from workflows.schedule import schedule

CITY = ZoneInfo("Asia/Shanghai")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


@pytest.mark.parametrize(
    ("starts", "ahead", "sent"),
    [
        ("2026-03-09 10:00", "3d", "2026-03-06 10:00"),
        ("2026-03-09 10:00", "1d", "2026-03-08 10:00"),
        ("2026-03-09 10:00", "2h", "2026-03-09 08:00"),
        ("2026-03-09 09:30", "2h", "2026-03-08 20:00"),  # 7:30 is night
        ("2026-03-09 23:30", "2h", "2026-03-09 20:00"),
        ("2026-03-09 07:00", "1d", "2026-03-07 20:00"),
    ],
)
def test_each_reminder_has_its_moment_and_nights_are_quiet(starts, ahead, sent):
    assert send_at(local(starts), ahead, CITY) == local(sent)


@pytest.mark.parametrize(
    ("at", "ahead"),
    [
        ("2026-03-06 09:59", None),
        ("2026-03-06 10:00", "3d"),
        ("2026-03-08 09:59", "3d"),
        ("2026-03-08 10:00", "1d"),
        ("2026-03-09 08:00", "2h"),
        ("2026-03-09 10:00", None),
    ],
)
def test_at_every_moment_it_is_the_turn_of_one_reminder_or_none(at, ahead):
    assert due_now(local("2026-03-09 10:00"), local(at), CITY) == ahead


@pytest.fixture
def row(cast, monday):
    """An appointment on Friday at 10:00, booked on Monday at 9:00."""
    clinic(cast)
    slots = [s for s in free(cast) if s.on.weekday() == 4]
    made_one = made(cast, slots[2])
    Message.objects.all().delete()
    return made_one


def sent_until(row, end, step=HOUR):
    """The moments at which the beat, every hour, sent something."""
    at, moments = clock.now(), []
    while at < end:
        if send_reminders(at=at):
            moments.append(at.astimezone(CITY).strftime("%d %H"))
        at += step
    return moments


def test_three_reminders_go_out_each_once_with_the_link(row):
    assert sent_until(row, row.slot.ends_at + DAY) == ["03 10", "05 10", "06 08"]
    for link, to in Message.objects.values_list("link", "to"):
        token = link.removeprefix("/change/").removesuffix("/")
        assert read("change", token) == ["appointment", str(row.pk), "0", str(to)]
    assert Message.objects.filter(event="bookings.remind").count() == 3


def test_two_beats_at_once_send_it_once(row):
    at = row.slot.starts_at - DAY
    assert (send_reminders(at=at), send_reminders(at=at)) == (1, 0)
    assert Reminder.objects.get(ahead="1d").sent_at == at


def test_a_time_booked_later_than_the_moment_of_a_reminder_is_not_reminded_of_it(
    cast, row
):
    at = row.slot.starts_at - timedelta(days=2)
    with clock.set_to(at):
        late = made(cast, free(cast)[-1], company=cast.other_company)
        Booking.objects.all().delete()
        near = [s for s in free(cast) if s.on == row.slot.on][-1]
        made(cast, near, company=cast.other_company)
    Message.objects.all().delete()
    send_reminders(at=at + timedelta(minutes=1))
    assert [m.to for m in Message.objects.all()] == [cast.firm]
    assert Reminder.objects.filter(sent_at=None, ahead="3d").count() == 1
    assert late.pk


def test_a_cancelled_time_is_reminded_of_no_more(cast, row, monday):
    cancel_appointment(appointment=row, by=cast.firm, at=monday, reason="订单太紧")
    Message.objects.all().delete()
    assert sent_until(row, row.slot.ends_at) == []


def test_after_a_move_the_new_time_counts_and_what_is_past_is_not_caught_up_with(
    cast, row
):
    at = row.slot.starts_at - DAY + HOUR  # two of three are out
    assert send_reminders(at=row.slot.starts_at - 3 * DAY) == 1
    assert send_reminders(at=row.slot.starts_at - DAY) == 1
    with clock.set_to(at):
        new = [s for s in free(cast) if s.on > row.slot.on][2]
        moved = move_appointment(
            appointment=row, slot=new, by=cast.firm, at=at, reason="出差"
        )
        Message.objects.all().delete()
        begins = new.starts_at - row.slot.starts_at
        assert begins == 3 * DAY  # Monday at 10:00
        assert sent_until(moved, new.ends_at) == ["06 10", "08 10", "09 08"]
    when = {m.values["when"] for m in Message.objects.all()}
    assert when == {"2026-03-09 10:00"}


def test_a_move_to_a_near_time_skips_the_reminders_before_it(cast, row, monday):
    near = free(cast)[2]  # tomorrow at 10:00
    moved = move_appointment(
        appointment=row, slot=near, by=cast.firm, at=monday + 2 * HOUR, reason="提前"
    )
    Message.objects.all().delete()
    with clock.set_to(monday + 2 * HOUR):
        assert sent_until(moved, near.ends_at) == ["03 08"]


def test_whoever_is_absent_or_has_come_is_not_reminded(cast, row):
    mark_absent(appointment=row, by=cast.manager, at=row.slot.starts_at)
    assert send_reminders(at=row.slot.starts_at - HOUR) == 0


@pytest.fixture
def case(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast, slot=cast.slot(10))
    Message.objects.all().delete()
    return journey


def test_a_visit_is_reminded_of_in_the_same_way(case):
    starts = case.booking.slot.starts_at
    assert sent_until(case.booking, starts + DAY) == ["07 09", "09 09", "09 20"]
    assert starts.astimezone(CITY).strftime("%d %H") == "10 09"


def test_a_case_that_needs_a_new_date_or_has_ended_is_not_reminded_of(case, cast):
    at = case.booking.slot.starts_at - DAY
    for stage in (Stage.RESCHEDULING, Stage.ASSESSING, Stage.CANCELLED):
        Booking.objects.filter(pk=case.booking.pk).update(stage=stage)
        assert send_reminders(at=at) == 0


def test_a_moved_visit_is_reminded_of_at_its_new_time(case, cast, monday):
    old, new = case.booking.slot, cast.slot(20)
    move_case(
        booking=fresh(case.booking), slot=new, by=cast.firm, at=monday, reason="出差"
    )
    Message.objects.all().delete()
    assert send_reminders(at=old.starts_at - DAY) == 0
    assert send_reminders(at=new.starts_at - DAY) == 1


def test_the_beat_sends_by_the_clock_of_the_demonstration(row, settings):
    assert schedule(30)["remind_of_bookings"]["task"] == (
        tasks.remind_of_bookings.name
    )  # fmt: skip
    assert tasks.remind_of_bookings() == 0
    settings.DEMO = True
    shift = row.slot.starts_at - DAY - clock.now()
    with clock.set_to(clock.now() + shift):
        assert tasks.remind_of_bookings() == 1
    assert DemoClock.objects.count() == 0


def test_the_database_itself_refuses_a_second_reminder_of_one_time(row):
    Reminder.objects.create(appointment=row, sequence=0, ahead="1d")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(appointment=row, sequence=0, ahead="1d")


def test_a_reminder_needs_somebody_to_tell_and_slots_are_left_alone(row):
    taken = Slot.objects.get(pk=row.slot_id).taken
    send_reminders(at=row.slot.starts_at - DAY)
    assert fresh(row.slot).taken == taken


@pytest.mark.parametrize(
    ("what", "why"),
    [("cancel", "it has been cancelled"), ("move", "the time has changed")],
)
def test_a_reminder_waiting_to_be_sent_is_dropped_when_its_time_no_longer_holds(
    cast, row, what, why
):
    at = row.slot.starts_at - timedelta(days=2)
    assert send_reminders(at=at) == 1
    if what == "cancel":
        cancel_appointment(appointment=row, by=cast.firm, at=at, reason="出差")
    else:
        other = max(free(cast), key=lambda slot: slot.starts_at)
        move_appointment(
            appointment=row, slot=other, by=cast.firm, at=at, reason="出差"
        )
    deliver(at=at)
    told = Message.objects.get(event="bookings.remind")
    assert (told.state, told.why) == ("skipped", why)
    rest = Message.objects.exclude(pk=told.pk)
    assert set(rest.values_list("state", flat=True)) == {"sent"}


# --- Closed days ----------------------------------------------------------------


def closed_days(cast, slot, at):
    """The center closes the day; who has booked is asked for another time."""
    facts = {"by": cast.manager, "at": at}
    row = close_days(
        center=cast.center, first=slot.on, last=slot.on, reason="停电", **facts
    )
    assert apply_closure(closure=row, **facts) == 1
    return row


def test_of_a_time_on_a_closed_day_nobody_is_reminded_and_nobody_was_absent(
    cast, row, monday
):
    closure = closed_days(cast, row.slot, monday)
    assert sent_until(row, row.slot.ends_at) == []
    with pytest.raises(Refused, match="没有人缺席"):
        mark_absent(appointment=row, by=cast.manager, at=row.slot.ends_at)
    lift_closure(closure=closure, by=cast.manager, at=monday)
    closure.delete()
    assert sent_until(row, row.slot.ends_at) == ["03 10", "05 10", "06 08"]


def test_a_reminder_that_waits_is_not_sent_once_its_day_is_closed(cast, row, monday):
    at = row.slot.starts_at - DAY
    assert send_reminders(at=at) == 1
    reminder = Reminder.objects.get(sent_at=at)
    assert reminder.outdated(at) == ""
    closed_days(cast, row.slot, at)
    assert fresh(reminder).outdated(at) == "the center has closed this time"


def test_whom_a_closed_day_concerns_moves_or_cancels_after_the_cut_off_too(
    cast, row, monday
):
    at = row.slot.starts_at - HOUR
    set_closed(slot=row.slot, closed=True, by=cast.manager, at=at, reason="满了")
    with pytest.raises(Refused, match="请致电"):  # closed by hand: it still holds
        cancel_appointment(appointment=row, by=cast.firm, at=at, reason="出差")
    closed_days(cast, row.slot, at)
    fresh_row = fresh(row)
    new = next(slot for slot in free(cast, at) if slot.on > row.slot.on)
    moved = move_appointment(
        appointment=fresh_row, slot=new, by=cast.firm, at=at, reason="停电"
    )
    assert moved.slot == new
