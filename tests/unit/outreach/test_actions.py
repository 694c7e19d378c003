"""Lists taken over row by row, calls, invitations, confirmations, goals."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from bookings.choices import Stage
from bookings.models import Booking
from campaigns.models import Campaign
from companies.models import Company
from earlier.models import EarlierDiagnosis
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from outreach import faults
from outreach.actions import (
    ask_confirmation,
    confirm,
    correct,
    drop,
    import_good,
    invite_firm,
    missing_facts,
    open_file,
    open_upload,
    record_call,
    set_goals,
)
from outreach.choices import Answer, ListKind, Standing, TargetState
from outreach.columns import Table
from outreach.knowing import checked
from outreach.models import Call, Goal, Target, Upload
from tests.factories.lists import listed, of_company, typed
from workflows.models import DiagnosisProcess
from workflows.outreach import book_for, decline_by_link

pytestmark = pytest.mark.usefixtures("jobs_inline")


def sent_in(cast, *rows, kind=ListKind.TARGETS, by=None):
    return open_upload(
        kind=kind,
        campaign=cast.campaign,
        name="三月清单",
        table=Table(list(enumerate(rows, start=2))),
        by=by or cast.manager,
        at=clock.now(),
    )


def taken_over(cast, upload, by=None):
    return import_good(upload=upload, by=by or cast.manager, at=clock.now())


def wrong(cast, upload):
    upload.refresh_from_db()
    rows, _known = checked(upload, by=cast.manager, on=clock.today())
    return {
        row.number: {key: one.template for key, one in row.wrong.items()}
        for row in rows
    }


# --- Lists ------------------------------------------------------------------------
def test_good_rows_are_taken_over_and_wrong_ones_stay_as_they_were_typed(cast):
    bad = typed(contact_phone="12", district="火星")
    upload = sent_in(cast, typed(name="甲"), bad)
    assert taken_over(cast, upload) == 1
    assert list(Target.objects.values_list("name", flat=True)) == ["甲"]
    upload.refresh_from_db()
    assert upload.rows == [[3, bad]]
    assert upload.imported == 1
    assert Entry.objects.filter(deed="outreach.import").count() == 1


def test_a_corrected_row_joins_the_same_list_and_nothing_is_imported_twice(cast):
    upload = sent_in(cast, typed(), typed(contact_phone="12"))
    taken_over(cast, upload)
    correct(upload=upload, edits={3: {"contact_phone": "13900000001"}, 2: {"name": ""}})
    assert taken_over(cast, upload) == 1
    assert taken_over(cast, upload) == 0
    assert Target.objects.count() == 2
    assert Target.objects.values("target_list").distinct().count() == 1


def test_rows_can_be_left_out_and_the_rest_thrown_away(cast):
    upload = sent_in(cast, typed(name=""), typed(name=""), typed(name=""))
    left = correct(upload=upload, edits={}, left_out=frozenset({2}))
    assert [number for number, _row in left.rows] == [3, 4]
    drop(upload=upload)
    assert Upload.objects.get().rows == []


def test_a_firm_on_a_list_already_is_named_with_that_list(cast):
    target = listed(cast)
    upload = sent_in(cast, typed(credit_code=target.credit_code))
    assert taken_over(cast, upload) == 0
    assert wrong(cast, upload) == {2: {"credit_code": faults.LISTED}}


class SomebodyFirst:
    """A database that refuses so many times, as when others import the same firms."""

    def __init__(self, times):
        self.left = times

    def __call__(self, execute, sql, params, many, context):
        if self.left and sql.startswith('INSERT INTO "outreach_target" '):
            self.left -= 1
            raise IntegrityError("target_once_per_campaign")
        return execute(sql, params, many, context)


def test_an_import_somebody_came_before_is_checked_and_tried_again(cast):
    upload = sent_in(cast, typed())
    with connection.execute_wrapper(SomebodyFirst(1)):
        assert taken_over(cast, upload) == 1
    assert Target.objects.count() == 1


def test_an_import_that_never_comes_through_changes_nothing(cast):
    upload = sent_in(cast, typed())
    with connection.execute_wrapper(SomebodyFirst(9)), pytest.raises(LostRace):
        taken_over(cast, upload)
    upload.refresh_from_db()
    assert (len(upload.rows), upload.imported) == (1, 0)
    assert not Target.objects.exists()


def test_a_registered_firm_is_never_overwritten(cast):
    firm = cast.company
    row = typed(
        credit_code=firm.credit_code, name="另一个名字", contact_phone="13911111111"
    )
    assert taken_over(cast, sent_in(cast, row)) == 1
    before = (firm.name, firm.contact_phone)
    firm.refresh_from_db()
    assert (firm.name, firm.contact_phone) == before
    assert Company.objects.filter(credit_code=firm.credit_code).count() == 1


def test_a_firm_whose_file_names_another_district_is_marked(cast):
    row = typed(credit_code=cast.other_company.credit_code)
    assert wrong(cast, sent_in(cast, row)) == {2: {"district": faults.OTHER_DISTRICT}}


def test_a_bureau_s_list_may_name_every_district_a_manager_s_only_his_own(cast):
    there = typed(district="新北区")
    assert taken_over(cast, sent_in(cast, there)) == 0
    assert taken_over(cast, sent_in(cast, there, by=cast.officer), cast.officer) == 1


def test_firms_diagnosed_elsewhere_are_kept_with_day_and_by_whom(cast):
    row = typed(done_on="2025-11-28", done_by="外市项目", sector="", size="",
                contact_name="", contact_phone="")  # fmt: skip
    upload = sent_in(cast, row, kind=ListKind.EARLIER, by=cast.district_officer)
    assert taken_over(cast, upload, cast.district_officer) == 1
    found = EarlierDiagnosis.objects.of(cast.campaign).about(row["credit_code"]).get()
    assert (found.done_on, found.done_by) == (date(2025, 11, 28), "外市项目")
    again = sent_in(cast, row, kind=ListKind.EARLIER)
    assert wrong(cast, again) == {2: {"credit_code": faults.DONE_ELSEWHERE}}


def test_two_thousand_rows_cost_a_fixed_number_of_statements_a_batch(cast):
    def statements(n):
        upload = sent_in(cast, *(typed() for _n in range(n)))
        with CaptureQueriesContext(connection) as seen:
            assert taken_over(cast, upload) == n
        inserts = sum("INSERT" in one["sql"] for one in seen.captured_queries)
        return inserts, len(seen) - inserts

    _few, other_few = statements(500)
    many, other_many = statements(2000)
    assert other_many - other_few == 2 * 3  # two questions for each 500 codes more
    per_statement = connection.ops.bulk_batch_size(
        [field for field in Target._meta.local_fields if not field.primary_key],
        [None] * 2000,
    )
    assert many <= 2000 // min(per_statement, 500) + 4


# --- Calls ------------------------------------------------------------------------
def test_a_call_moves_the_firm_and_is_kept(cast):
    target = listed(cast)
    record_call(
        target=target, outcome="interested", note="周三再说", by=cast.manager,
        at=clock.now(),
    )  # fmt: skip
    target.refresh_from_db()
    assert (target.state, target.called_at) == (TargetState.INTERESTED, clock.now())
    assert Call.objects.get().note == "周三再说"


def test_a_call_back_without_a_day_is_due_on_the_next_working_day(cast):
    target = listed(cast)
    friday = clock.now() + timedelta(days=4)
    record_call(target=target, outcome="call_back", by=cast.manager, at=friday)
    assert target.call_back_on == date(2026, 3, 9)
    assert not Target.objects.to_call_back(date(2026, 3, 8)).exists()
    assert Target.objects.to_call_back(date(2026, 3, 9)).get() == target


def test_a_refusal_needs_a_reason_and_a_call_back_a_day_ahead(cast):
    target = listed(cast)
    with pytest.raises(Refused):
        record_call(target=target, outcome="refused", by=cast.manager, at=clock.now())
    with pytest.raises(Refused):
        record_call(
            target=target, outcome="call_back", call_back_on=date(2026, 3, 1),
            by=cast.manager, at=clock.now(),
        )  # fmt: skip
    record_call(
        target=target, outcome="refused", note="停产", by=cast.manager, at=clock.now()
    )
    assert (target.state, target.reason) == (TargetState.REFUSED, "停产")
    assert Call.objects.count() == 1


def test_two_calls_at_the_same_moment_do_not_write_over_each_other(cast):
    target = listed(cast)
    stale = Target.objects.get(pk=target.pk)
    record_call(target=target, outcome="called", by=cast.manager, at=clock.now())
    with pytest.raises(LostRace):
        record_call(target=stale, outcome="called", by=cast.manager, at=clock.now())
    assert Call.objects.count() == 1


def test_goals_are_set_changed_and_taken_away(cast):
    where = {"campaign": cast.campaign, "district": cast.center.district}
    who = {"by": cast.officer, "at": clock.now()}
    set_goals(**where, goals={"": 40, "湖塘镇": 10, "牛塘镇": 5}, **who)
    set_goals(**where, goals={"湖塘镇": 12, "牛塘镇": None}, **who)
    assert dict(Goal.objects.values_list("town", "firms")) == {"": 40, "湖塘镇": 12}
    assert str(Goal.objects.get(town="")).endswith("40")


def test_rows_are_called_by_what_people_know_them_by(cast):
    target = booked(cast)
    record_call(target=target, outcome="called", by=cast.manager, at=clock.now())
    assert str(target.target_list) == "武进清单"
    assert str(target.asked) == Booking.objects.get().number
    assert str(Call.objects.get()).startswith(target.name)
    assert str(sent_in(cast, typed())) == "三月清单"


# --- Files and invitations ----------------------------------------------------------
def test_a_new_firm_gets_its_file_from_the_list_and_what_was_asked_for(cast):
    target = listed(cast, sector="", contact_name="")
    assert missing_facts(target) == ["sector", "contact_name"]
    with pytest.raises(Refused):
        open_file(target=target, by=cast.manager, at=clock.now(), sector="38")
    company = open_file(
        target=target, by=cast.manager, at=clock.now(), sector="38", contact_name="李"
    )
    assert (company.name, company.sector, company.contact_name) == (
        target.name, "38", "李",
    )  # fmt: skip
    again = open_file(target=target, by=cast.manager, at=clock.now())
    assert again == company


def test_an_invitation_goes_to_the_phone_of_the_file(cast):
    target = of_company(cast, cast.company)
    path = invite_firm(target=target, by=cast.manager, at=clock.now())
    target.refresh_from_db()
    assert (target.invite_path, target.invited_at) == (path, clock.now())
    assert Message.objects.get(event="accounts.invite").link == path


# --- Booking for a firm -------------------------------------------------------------
def booked(cast, **facts):
    target = listed(cast, **facts)
    book_for(
        target=target, slot=cast.slot(8), by=cast.manager, at=clock.now(), needs="排产"
    )
    target.refresh_from_db()
    return target


def test_booking_for_a_firm_opens_file_and_case_and_asks_the_firm(cast):
    target = booked(cast)
    booking = Booking.objects.get()
    assert booking.company.credit_code == target.credit_code
    assert (booking.booked_by, booking.needs) == (cast.manager, "排产")
    assert target.asked.booking == booking
    message = Message.objects.get(event="outreach.confirm")
    assert message.phone == target.contact_phone
    assert message.link.startswith("/confirm/")
    assert target.name in message.worded()
    assert Target.objects.with_standing().get().stands == "booked"


def test_a_refused_booking_leaves_no_file_no_case_and_no_message(cast):
    target = listed(cast)
    slot = cast.slot(0)
    type(slot).objects.filter(pk=slot.pk).update(is_closed=True)
    with pytest.raises(LostRace):
        book_for(target=target, slot=slot, by=cast.manager, at=clock.now())
    assert not Company.objects.filter(credit_code=target.credit_code).exists()
    assert not Booking.objects.exists()
    assert not Message.objects.filter(event="outreach.confirm").exists()


def test_a_firm_on_an_old_list_is_not_booked_for_today(cast):
    old = Campaign.objects.create(
        **{
            field.name: getattr(cast.campaign, field.name)
            for field in Campaign._meta.fields
            if field.name not in ("id", "year")
        },
        year=2025,
    )
    target = listed(cast, campaign=old)
    with pytest.raises(Refused):
        book_for(target=target, slot=cast.slot(), by=cast.manager, at=clock.now())
    assert not Booking.objects.exists()


def test_a_firm_without_a_mobile_phone_is_booked_and_the_text_is_copied(cast):
    target = booked(cast, contact_phone="0519-80000001")
    assert target.asked.was_sent is False
    assert not Message.objects.filter(event="outreach.confirm").exists()


def test_a_firm_has_two_working_days_but_not_beyond_the_day_before(cast):
    far = booked(cast).asked
    assert far.due_on == date(2026, 3, 4)
    target = listed(cast)
    slot = cast.slot(2)
    book_for(target=target, slot=slot, by=cast.manager, at=clock.now())
    assert target.asked.due_on == min(date(2026, 3, 4), slot.on - timedelta(days=1))


def test_who_does_not_confirm_in_time_is_shown_as_silent(cast):
    target = booked(cast)
    assert not Target.objects.silent(date(2026, 3, 4)).exists()
    assert Target.objects.silent(date(2026, 3, 5)).get() == target
    confirm(asked=target.asked, at=clock.now())
    assert not Target.objects.silent(date(2026, 3, 5)).exists()


def test_a_firm_confirms_once(cast):
    asked = booked(cast).asked
    confirm(asked=asked, at=clock.now())
    assert asked.standing(clock.now()) == Standing.CONFIRMED
    with pytest.raises(LostRace):
        confirm(asked=asked, at=clock.now())


def test_a_declined_date_ends_the_case_and_the_firm_is_called_back_today(cast):
    target = booked(cast)
    asked = target.asked
    decline_by_link(asked=asked, reason="那天停电", at=clock.now())
    booking = Booking.objects.get()
    assert (booking.stage, booking.ended_by_firm) == (Stage.CANCELLED, True)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (Answer.DECLINED, "那天停电")
    asked.booking.refresh_from_db()
    assert asked.standing(clock.now()) == Standing.CANCELLED
    found = Target.objects.to_call_back(clock.today()).get()
    assert found == target
    assert "那天停电" in found.calls.get().note
    assert found.calls.get().by is None
    slot = cast.slot(8)
    assert slot.left == slot.capacity


def test_a_date_the_firm_never_agreed_to_is_declined_after_the_cut_off_too(cast):
    asked = booked(cast).asked
    at = asked.booking.slot.starts_at - timedelta(hours=2)
    decline_by_link(asked=asked, reason="那天停电", at=at)
    assert Booking.objects.get().stage == Stage.CANCELLED


def test_a_date_is_not_declined_without_a_reason_nor_after_it_was_confirmed(cast):
    asked = booked(cast).asked
    with pytest.raises(Refused):
        decline_by_link(asked=asked, reason=" ", at=clock.now())
    confirm(asked=asked, at=clock.now())
    with pytest.raises(LostRace):
        decline_by_link(asked=asked, reason="晚了", at=clock.now())
    assert Booking.objects.get().stage != Stage.CANCELLED


def test_a_declined_date_of_a_firm_on_no_list_ends_the_case_all_the_same(cast):
    target = booked(cast)
    Target.objects.filter(pk=target.pk).update(asked=None)
    decline_by_link(asked=target.asked, reason="不合适", at=clock.now())
    assert Booking.objects.get().stage == Stage.CANCELLED
    assert not Call.objects.exists()


def test_once_the_visit_has_begun_the_link_does_nothing(cast):
    asked = booked(cast).asked
    later = asked.booking.slot.starts_at
    assert asked.standing(later) == Standing.BEGUN
    with pytest.raises(LostRace):
        confirm(asked=asked, at=later)
    with pytest.raises(LostRace):
        decline_by_link(asked=asked, reason="晚了", at=later)


def test_while_a_new_date_is_looked_for_there_is_nothing_to_confirm(cast):
    asked = booked(cast).asked
    asked.booking.slot = None
    assert asked.standing(clock.now()) == Standing.MOVING


def test_where_the_case_cannot_be_ended_nothing_half_is_done(cast):
    asked = booked(cast).asked
    DiagnosisProcess.objects.update(finished=clock.now())
    with pytest.raises(LostRace):
        decline_by_link(asked=asked, reason="晚了", at=clock.now())
    asked.refresh_from_db()
    assert asked.state == Answer.ASKED
    assert Booking.objects.get().stage != Stage.CANCELLED
    assert not Call.objects.exists()


def test_a_confirmation_asked_without_a_date_says_nothing_on_the_phone(cast):
    target = booked(cast)
    booking = target.asked.booking
    target.asked.delete()
    booking.slot = None
    asked = ask_confirmation(
        booking=booking, target=target, by=cast.manager, at=clock.now()
    )
    assert asked.due_on == date(2026, 3, 4)
    assert Message.objects.filter(event="outreach.confirm").count() == 1


# --- Where firms stand ----------------------------------------------------------------
def test_a_firm_diagnosed_elsewhere_or_accepted_here_counts_as_diagnosed(cast):
    here, there, none = (
        of_company(cast, cast.company), listed(cast), listed(cast),
    )  # fmt: skip
    EarlierDiagnosis.objects.create(
        campaign=cast.campaign, credit_code=there.credit_code, name=there.name,
        district=there.district, done_on=date(2025, 5, 1), done_by="外市",
        recorded_at=clock.now(), recorded_by=cast.officer,
    )  # fmt: skip
    book_for(target=here, slot=cast.slot(8), by=cast.manager, at=clock.now())
    Booking.objects.update(stage=Stage.RATING)
    stands = dict(Target.objects.with_standing().values_list("pk", "stands"))
    assert stands == {here.pk: "diagnosed", there.pk: "diagnosed", none.pk: "new"}
    assert str(EarlierDiagnosis.objects.get()) == f"{there.name} 2025-05-01"


def test_what_is_due_today_comes_first(cast):
    new, called, later, due = (listed(cast, name=name) for name in "甲乙丙丁")
    Target.objects.filter(pk=called.pk).update(state="called")
    Target.objects.filter(pk=later.pk).update(
        state="call_back", call_back_on=date(2026, 3, 9)
    )
    Target.objects.filter(pk=due.pk).update(
        state="call_back", call_back_on=date(2026, 3, 2)
    )
    interested = listed(cast, state="interested")
    rows = Target.objects.first_things_first(date(2026, 3, 2))
    assert list(rows) == [due, interested, new, called, later]
