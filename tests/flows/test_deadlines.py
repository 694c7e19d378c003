"""Clocks of steps: reminded, late, told to the next level, standing, urged."""

from datetime import datetime, time, timedelta

import pytest

from foundation import clock
from foundation.audit.models import Entry
from foundation.clock import CITY_TIME, local_day
from foundation.errors import LostRace, NotAllowed, Refused
from foundation.models import work_calendar
from foundation.notices.actions import deliver
from foundation.notices.channels import CHANNELS, Reached, Retry
from foundation.notices.delivering import QUIET
from foundation.notices.models import Delivery, Message
from tests.journey import Journey, fresh, open_due
from workflows import board, deadlines, digest, engine, enquiries, roots
from workflows.models import Enquiry
from workflows.waits import quantile


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


@pytest.fixture
def reporting(journey):
    """The provider has to write the report."""
    journey.confirm()
    journey.respond()
    journey.visit()
    journey.assess()
    return journey


def later(days):
    """So many working days on, at the same time of day."""
    now = clock.now()
    day = work_calendar().add(local_day(now), days)
    return now + (day - local_day(now))


def test_a_late_step_is_told_to_the_next_level_once_and_stays_where_it_is(journey):
    due = open_due(journey.booking, "confirm")
    at = later(8)
    deadlines.fire(at=at)
    deadlines.fire(at=at)
    due.refresh_from_db()
    assert due.escalated_at == at
    told = Message.objects.filter(text=deadlines.ESCALATED).values_list("to", flat=True)
    above = {journey.cast.officer.pk, journey.cast.people["district_officer"].pk}
    assert sorted(told) == sorted(above)
    assert Entry.objects.filter(deed="workflows.escalate").count() == 1
    assert open_due(journey.booking, "confirm").pk == due.pk
    officer = fresh(journey.cast.officer)
    assert list(type(due).objects.escalated_to(officer)) == [due]


def test_the_clock_stands_while_the_firm_is_asked_and_runs_on_after_its_answer(
    reporting,
):
    due = open_due(reporting.booking, "report")
    before, by = due.due_on, fresh(reporting.coordinator())
    asked = enquiries.ask(
        due=due, side="company", question="请补充设备清单", by=by, at=clock.now()
    )
    late = later(4)
    assert deadlines.fire(at=later(30)) == 0, "nobody is reminded of a standing clock"
    enquiries.answer(
        enquiry=asked, words="已补充", by=fresh(reporting.cast.firm), at=late
    )
    due.refresh_from_db()
    assert due.due_on == work_calendar().add(before, 4)
    assert due.paused_at is None
    reporting.booking.diagnosis.refresh_from_db()
    assert reporting.booking.diagnosis.report_due_on == due.due_on


def test_a_question_nobody_answers_ends_by_itself(reporting):
    due = open_due(reporting.booking, "report")
    by = fresh(reporting.coordinator())
    enquiries.ask(due=due, side="company", question="清单?", by=by, at=clock.now())
    assert enquiries.expire_all(at=later(5)) == 0
    assert enquiries.expire_all(at=later(6)) == 1
    assert enquiries.expire_all(at=later(6)) == 0
    due.refresh_from_db()
    assert due.paused_at is None
    assert Enquiry.objects.get().outcome == "expired"


def test_only_two_questions_stop_a_clock_and_only_one_at_a_time(reporting):
    due = open_due(reporting.booking, "report")
    by, firm = fresh(reporting.coordinator()), fresh(reporting.cast.firm)
    for _n in range(2):
        asked = enquiries.ask(
            due=due, side="company", question="?", by=by, at=clock.now()
        )
        if _n == 0:
            with pytest.raises(LostRace):
                enquiries.ask(
                    due=due, side="center", question="?", by=by, at=clock.now()
                )
        enquiries.answer(enquiry=asked, words="!", by=firm, at=clock.now())
        with pytest.raises(LostRace):
            enquiries.answer(enquiry=asked, words="!", by=firm, at=clock.now())
    with pytest.raises(Refused):
        enquiries.ask(due=due, side="company", question="?", by=by, at=clock.now())


def test_only_the_asked_side_answers_and_only_the_step_s_people_ask(reporting):
    due = open_due(reporting.booking, "report")
    with pytest.raises(NotAllowed):
        enquiries.ask(
            due=due, side="company", question="?", by=fresh(reporting.cast.firm),
            at=clock.now(),
        )  # fmt: skip
    with pytest.raises(Refused):
        enquiries.ask(
            due=due, side="provider", question="?", by=fresh(reporting.coordinator()),
            at=clock.now(),
        )  # fmt: skip
    asked = enquiries.ask(
        due=due, side="company", question="?", by=fresh(reporting.coordinator()),
        at=clock.now(),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        enquiries.answer(
            enquiry=asked, words="!", by=fresh(reporting.cast.manager), at=clock.now()
        )


def test_a_done_step_ends_its_question_and_knows_how_long_it_took(journey):
    journey.confirm()
    due = open_due(journey.booking, "respond")
    by = fresh(journey.coordinator())
    enquiries.ask(due=due, side="company", question="?", by=by, at=clock.now())
    with clock.set_to(later(3)):
        journey.respond()
    due.refresh_from_db()
    assert (due.outcome, due.took, due.paused_days) == ("done", 0, 3)
    assert Enquiry.objects.get().outcome == "withdrawn"


def test_a_cancelled_case_leaves_no_open_question(journey):
    journey.confirm()
    due = open_due(journey.booking, "respond")
    by = fresh(journey.coordinator())
    enquiries.ask(due=due, side="company", question="?", by=by, at=clock.now())
    engine.cancel_case(
        booking=fresh(journey.booking), by=fresh(journey.cast.firm), at=clock.now(),
        reason="停产",
    )  # fmt: skip
    assert Enquiry.objects.open().count() == 0
    assert enquiries.expire_all(at=later(30)) == 0


def test_urging_twice_within_four_hours_says_so_and_sends_one_message(journey):
    due = open_due(journey.booking, "confirm")
    firm, at = fresh(journey.cast.firm), clock.now()
    deadlines.urge(due=due, by=firm, at=at)
    with pytest.raises(LostRace):
        deadlines.urge(due=due, by=firm, at=at + timedelta(hours=3))
    deadlines.urge(due=due, by=firm, at=at + timedelta(hours=5))
    assert Message.objects.filter(text=deadlines.URGED).count() == 2


def test_the_digest_comes_once_a_working_day_to_whoever_has_open_steps(journey):
    at = clock.now()
    assert digest.send_all(at=at) == 1
    digest.send_all(at=at)
    sent = Message.objects.filter(event="digest")
    assert [message.to_id for message in sent] == [journey.cast.manager.pk]
    assert sent.get().values == {"open": 1, "late": 0, "risk": 0}
    saturday = at + timedelta(days=5)
    assert digest.send_all(at=saturday) == 0


def test_the_board_counts_each_open_step_once_and_remembers_what_steps_took(journey):
    manager, at = fresh(journey.cast.manager), later(6)
    day = local_day(at)
    assert board.totals(board.open_steps(manager), day) == {
        "late": 1, "risk": 0, "ok": 0, "paused": 0,
    }  # fmt: skip
    with clock.set_to(at):
        journey.confirm()
    found = {line.key: line for line in board.lines(manager, "step", at, day)}
    assert (found["confirm"].half, found["confirm"].most) == (6, 6)
    assert found["respond"].counts["ok"] == 1
    stranger = fresh(journey.cast.people["other_manager"])
    assert board.totals(board.open_steps(stranger), day)["late"] == 0


def test_half_of_a_history_lies_within_its_median():
    assert quantile({}, 0.5) is None
    assert quantile({1: 5, 3: 4, 10: 1}, 0.5) == 1
    assert quantile({1: 5, 3: 4, 10: 1}, 0.9) == 3
    assert quantile({7: 1}, 0.9) == 7


def test_a_report_that_waited_is_on_time_by_its_later_day(reporting):
    diagnosis = reporting.booking.diagnosis
    diagnosis.refresh_from_db()
    first = diagnosis.report_due_on
    due = open_due(reporting.booking, "report")
    asked = enquiries.ask(
        due=due, side="company", question="?", by=fresh(reporting.coordinator()),
        at=clock.now(),
    )  # fmt: skip
    enquiries.take_back(enquiry=asked, by=fresh(reporting.coordinator()), at=later(2))
    diagnosis.refresh_from_db()
    assert diagnosis.report_due_on == work_calendar().add(first, 2)


def test_the_day_s_root_of_the_audit_log_is_told_to_the_auditors_once(journey):
    assert roots.keep(at=clock.now()) == 1
    assert roots.keep(at=clock.now()) == 0
    told = Message.objects.get(event="audit_root")
    assert told.to == journey.cast.people["auditor"]
    assert told.values["seq"] == Entry.objects.count()


class Busy:
    """A channel that never gets through."""

    name = "sms"

    def reach(self, message):
        return Reached("13512345678")

    def send(self, address, subject, words):
        raise Retry("busy")


def reasons(event, moment):
    """Why each delivery of that event made at the moment was not sent."""
    rows = Delivery.objects.filter(message__event=event, message__at=moment)
    return set(rows.values_list("state", "why"))


def test_a_reminder_of_the_night_is_not_sent_once_the_case_is_cancelled(journey):
    """Fired at midnight, held back until eight, the case cancelled at seven."""
    due = open_due(journey.booking, "confirm")
    night = datetime.combine(due.remind_on, time(0, 0), tzinfo=CITY_TIME)
    assert deadlines.fire(at=night) == 1
    deliver(at=night)
    assert reasons("confirm", night) == {("waiting", QUIET)}
    with clock.set_to(night + timedelta(hours=7)):
        engine.cancel_case(
            booking=journey.booking, by=fresh(journey.cast.manager), at=clock.now(),
            reason="停产",
        )  # fmt: skip
    deliver(at=night + timedelta(hours=8, minutes=1))
    assert reasons("confirm", night) == {("skipped", "the step has ended")}
    told = Message.objects.filter(event="confirm", at=night)
    assert set(told.values_list("state", "why")) == {("skipped", "the step has ended")}
    cancelled = Message.objects.filter(event="bookings.cancel")
    assert set(cancelled.values_list("state", flat=True)) == {"sent"}


def test_a_failed_message_about_a_step_is_not_tried_again_once_it_is_done(
    journey, monkeypatch
):
    monkeypatch.setitem(CHANNELS, "sms", Busy())
    at = clock.now()
    deliver(at=at)
    assert {state for state, _why in reasons("confirm", at)} == {"failed"}
    journey.confirm()
    deliver(at=at + timedelta(minutes=1))
    assert reasons("confirm", at) == {("skipped", "the step has ended")}


def test_a_question_that_was_taken_back_is_put_to_nobody(reporting):
    due, by = open_due(reporting.booking, "report"), fresh(reporting.coordinator())
    at = clock.now()
    asked = enquiries.ask(due=due, side="company", question="请补充", by=by, at=at)
    enquiries.take_back(enquiry=asked, by=by, at=at)
    deliver(at=at)
    assert reasons("enquiry", at) == {("skipped", "the question has ended")}
