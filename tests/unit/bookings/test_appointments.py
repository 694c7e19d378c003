"""Appointments: booked, moved, cancelled, kept or missed."""

from datetime import date, timedelta

import pytest

from bookings import planning
from bookings.absences import SHIPPED, Closing, Terms, closed_until
from bookings.actions import (
    cancel_appointment,
    check_in,
    closed_by_absences,
    mark_absent,
    move_appointment,
    open_appointments,
    set_absence_terms,
)
from bookings.choices import AppointmentState
from bookings.models import AbsenceTerms, Appointment, MissedVisit, Slot
from bookings.places import hold
from centers.models import Service
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from tests.cast import make_company
from tests.factories.appointments import clinic, free, made
from tests.journey import fresh


@pytest.fixture
def slots(cast, monday):
    """Free half-hours of the insider's center, tomorrow morning first."""
    clinic(cast)
    return free(cast)


def test_an_appointment_takes_one_place_and_has_a_number_of_its_own(
    cast, monday, slots
):
    row = made(cast, slots[0], needs="排产")
    assert row.number == f"YY2026-{row.pk:05d}"
    assert (row.state, row.needs, row.sequence) == (AppointmentState.BOOKED, "排产", 0)
    assert fresh(slots[0]).taken == 1
    assert Entry.objects.get(deed="bookings.book").object_name == row.number


def test_its_confirmation_reaches_the_firm_alone_with_a_link_to_change_it(
    cast, monday, slots
):
    made(cast, slots[0])
    (message,) = Message.objects.all()
    assert message.to == cast.firm
    assert message.link.startswith("/change/")


def test_a_firm_without_account_is_told_by_its_listed_phone(cast, monday, slots):
    company = make_company("无人", cast.center.district, 61)
    made(cast, slots[0], company=company, by=cast.manager)
    assert Message.objects.get().phone == company.contact_phone


def test_a_firm_that_can_be_told_in_no_way_is_booked_all_the_same(cast, monday, slots):
    company = make_company("座机", cast.center.district, 62)
    company.contact_phone = "0519-80000001"
    company.save()
    assert made(cast, slots[0], company=company, by=cast.manager).pk
    assert Message.objects.count() == 0


def test_the_place_that_was_held_is_the_one_that_is_booked(cast, monday, slots):
    hold(cast.company, slots[0], at=monday)
    made(cast, slots[0], held=True)
    assert fresh(slots[0]).taken == 1


def test_a_full_time_is_refused_with_the_three_nearest_and_nothing_is_taken(
    cast, monday, slots
):
    Slot.objects.filter(pk=slots[3].pk).update(capacity=0, planned=0)
    with pytest.raises(LostRace) as lost:
        made(cast, slots[3])
    assert len(lost.value.reasons[1].split("、")) == 3
    assert Appointment.objects.count() == 0


def test_a_full_time_without_another_free_one_says_so(cast, monday, slots):
    Slot.objects.update(is_closed=True)
    with pytest.raises(LostRace) as lost:
        made(cast, slots[0])
    assert len(lost.value.reasons) == 2


def test_a_barred_firm_is_refused(cast, monday, slots):
    company = make_company("失信", cast.center.district, 63, barred_reason="失信")
    with pytest.raises(Refused):
        made(cast, slots[0], company=company)
    assert fresh(slots[0]).taken == 0


def test_a_firm_has_no_more_open_at_once_than_the_service_allows(cast, monday, slots):
    made(cast, slots[0])
    made(cast, slots[1])
    with pytest.raises(Refused):
        made(cast, slots[2])
    later = slots[1].ends_at + timedelta(minutes=1)
    assert open_appointments(cast.company, at=later).count() == 0
    assert made(cast, slots[-1], at=later).pk


def test_the_same_time_is_not_booked_twice_by_one_firm(cast, monday, slots):
    made(cast, slots[0])
    with pytest.raises(Refused):
        made(cast, slots[0])
    assert fresh(slots[0]).taken == 1


def test_the_diagnosis_and_a_service_that_is_closed_are_not_booked_here(
    cast, monday, slots
):
    with pytest.raises(Refused):
        made(cast, cast.slot())
    Service.objects.filter(kind="clinic").update(is_open=False)
    with pytest.raises(Refused):
        made(cast, fresh(slots[0]))


# --- Cancelled and moved --------------------------------------------------------


def test_cancelling_gives_the_place_back_counts_on_and_tells_firm_and_center(
    cast, monday, slots
):
    row = made(cast, slots[5])
    Message.objects.all().delete()
    done = cancel_appointment(
        appointment=row, by=cast.firm, at=monday, reason="设备到货"
    )
    assert (done.state, done.sequence) == (AppointmentState.CANCELLED, 1)
    assert fresh(row).ended_by_firm
    assert fresh(slots[5]).taken == 0
    assert {message.to for message in Message.objects.all()} == {
        cast.firm, cast.manager
    }  # fmt: skip


def test_moving_takes_the_new_place_and_gives_back_the_old(cast, monday, slots):
    row = made(cast, slots[5])
    moved = move_appointment(
        appointment=row, slot=slots[7], by=cast.firm, at=monday, reason="出差"
    )
    assert (moved.slot, moved.sequence) == (slots[7], 1)
    assert (fresh(slots[5]).taken, fresh(slots[7]).taken) == (0, 1)
    entry = Entry.objects.get(deed="bookings.reschedule")
    assert entry.before == {"slot": str(slots[5])}
    assert entry.after == {"slot": str(slots[7]), "reason": "出差"}


def test_a_move_to_a_full_time_leaves_everything_as_it_was(cast, monday, slots):
    row = made(cast, slots[5])
    Slot.objects.filter(pk=slots[7].pk).update(is_closed=True)
    with pytest.raises(LostRace):
        move_appointment(
            appointment=row, slot=slots[7], by=cast.firm, at=monday, reason="出差"
        )
    assert (fresh(row).slot, fresh(row).sequence) == (slots[5], 0)
    assert fresh(slots[5]).taken == 1


def test_a_move_to_where_the_firm_is_booked_already_is_refused(cast, monday, slots):
    row = made(cast, slots[5])
    made(cast, slots[7])
    with pytest.raises(Refused):
        move_appointment(
            appointment=row, slot=slots[7], by=cast.firm, at=monday, reason="出差"
        )
    assert fresh(slots[7]).taken == 1


def test_an_appointment_moves_to_another_time_of_its_own_service_only(
    cast, monday, slots
):
    row = made(cast, slots[5])
    for wrong in (cast.slot(), slots[5]):
        with pytest.raises(Refused):
            move_appointment(
                appointment=row, slot=wrong, by=cast.firm, at=monday, reason="出差"
            )


@pytest.mark.parametrize("deed", [cancel_appointment, move_appointment])
def test_no_change_goes_without_a_reason(cast, monday, slots, deed):
    row = made(cast, slots[5])
    more = {"slot": slots[6]} if deed is move_appointment else {}
    with pytest.raises(Refused):
        deed(appointment=row, by=cast.firm, at=monday, reason=" ", **more)


def test_after_the_cut_off_the_firm_is_sent_to_the_phone_and_the_center_is_not_bound(
    cast, monday, slots
):
    row = made(cast, slots[0])
    late = slots[0].starts_at - timedelta(hours=3)
    with pytest.raises(Refused) as refused:
        cancel_appointment(appointment=row, by=cast.firm, at=late, reason="病了")
    assert cast.center.phone in str(refused.value)
    assert cancel_appointment(
        appointment=row, by=cast.manager, at=late, reason="停电"
    ).sequence == 1  # fmt: skip
    assert not fresh(row).ended_by_firm


def test_whoever_looks_at_an_old_state_changes_nothing(cast, monday, slots):
    row = made(cast, slots[5])
    seen = fresh(row)
    cancel_appointment(appointment=row, by=cast.firm, at=monday, reason="设备到货")
    with pytest.raises(LostRace):
        move_appointment(
            appointment=seen, slot=slots[7], by=cast.firm, at=monday, reason="出差"
        )
    with pytest.raises(Refused):
        cancel_appointment(
            appointment=fresh(row), by=cast.firm, at=monday, reason="出差"
        )
    assert fresh(slots[7]).taken == 0


# --- Come or not ----------------------------------------------------------------


def test_who_comes_is_checked_in_once_on_its_day(cast, monday, slots):
    row = made(cast, slots[0])
    with pytest.raises(Refused):
        check_in(appointment=row, by=cast.manager, at=monday)
    early = slots[0].starts_at - timedelta(minutes=10)
    done = check_in(appointment=row, by=cast.manager, at=early)
    assert (done.state, done.checked_in_at) == (AppointmentState.ATTENDED, early)
    with pytest.raises(LostRace):
        check_in(appointment=row, by=cast.manager, at=early)
    with pytest.raises(LostRace):
        mark_absent(appointment=row, by=cast.manager, at=slots[0].ends_at)


def test_who_does_not_come_is_marked_after_the_time_began_and_told(cast, monday, slots):
    row = made(cast, slots[0])
    with pytest.raises(Refused):
        mark_absent(appointment=row, by=cast.manager, at=monday)
    Message.objects.all().delete()
    mark_absent(appointment=row, by=cast.manager, at=slots[0].ends_at)
    assert fresh(row).state == AppointmentState.ABSENT
    (message,) = Message.objects.all()
    assert (message.to, message.event) == (cast.firm, "bookings.mark_absent")
    late = check_in(appointment=row, by=cast.manager, at=slots[0].ends_at)
    assert late.state == AppointmentState.ATTENDED


def absent(cast, slot):
    row = made(cast, slot, by=cast.manager)
    mark_absent(appointment=row, by=cast.manager, at=slot.ends_at)
    return row


def test_after_two_absences_the_firm_books_online_again_thirty_days_later(
    cast, monday, slots
):
    absent(cast, slots[0])
    assert closed_by_absences(cast.company, at=slots[0].ends_at) is None
    second = absent(cast, slots[-1])
    at = second.slot.ends_at
    opens = second.slot.on + timedelta(days=30)
    assert closed_by_absences(cast.company, at=at).until == opens
    assert Message.objects.latest("pk").values["until"] == opens.isoformat()
    planning.plan_center(cast.center, at=at)
    ahead = free(cast, at=at)[0]
    with pytest.raises(Refused) as refused:
        made(cast, ahead, at=at)
    assert opens.isoformat() in str(refused.value)
    assert made(cast, ahead, at=at, by=cast.manager).pk  # by a call to the center
    assert closed_by_absences(cast.company, at=at + timedelta(days=31)) is None


def test_a_visit_nobody_was_there_for_counts_as_an_absence(cast, monday, slots):
    row = absent(cast, slots[0])
    MissedVisit.objects.create(
        booking=cast_case(cast, monday), company=cast.company, on=row.slot.on
    )
    closing = closed_by_absences(cast.company, at=slots[0].ends_at)
    assert closing.until == row.slot.on + timedelta(days=30)


def cast_case(cast, at):
    from bookings.actions import book  # noqa: PLC0415 - the one test about a case

    return book(company=cast.company, slot=cast.slot(), by=cast.firm, at=at)


def cast_case_at(cast, slot, at):
    from bookings.actions import book  # noqa: PLC0415 - as above

    return book(company=cast.company, slot=slot, by=cast.firm, at=at)


@pytest.mark.parametrize(
    ("days", "until"),
    [
        ([], None),
        ([date(2026, 3, 2)], None),
        ([date(2026, 3, 2), date(2026, 8, 28)], date(2026, 9, 27)),
        ([date(2026, 3, 2), date(2026, 8, 29)], None),  # 180 days apart
        ([date(2026, 3, 4), date(2026, 3, 2)], date(2026, 4, 3)),
        ([date(2026, 3, 2), date(2026, 3, 2)], date(2026, 4, 1)),
        (
            [date(2026, 3, 2), date(2026, 3, 4), date(2026, 6, 1)],
            date(2026, 7, 1),
        ),
    ],
)
def test_the_rule_of_absences(days, until):
    found = closed_until(days)
    assert (found and found.until) == until


def test_the_rule_can_be_set_otherwise():
    terms = Terms(limit=3, within_days=10, closed_days=5)
    days = [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 6)]
    assert closed_until(days[:2], [terms]) is None
    assert closed_until(days, [terms]) == Closing(date(2026, 3, 11), terms)


def test_each_absence_is_judged_by_the_terms_of_its_day():
    strict = Terms(1, 30, 10, valid_from=date(2026, 4, 1))
    mild = Terms(3, 30, 90, valid_from=date(2026, 5, 1))
    known = [mild, strict]
    assert closed_until([date(2026, 3, 31)], known) is None
    old = [date(2026, 3, 1), date(2026, 3, 31)]
    assert closed_until(old, known).until == date(2026, 4, 30)
    assert closed_until([date(2026, 4, 1)], known) == Closing(date(2026, 4, 11), strict)
    # the closing by an older absence lasts longer than that of the later one
    assert closed_until([*old, date(2026, 4, 2)], known).terms == SHIPPED
    may = [date(2026, 5, 4), date(2026, 5, 5)]
    assert closed_until(may, known) is None
    assert closed_until([date(2026, 4, 30), *may], known).terms == mild


def test_terms_are_written_down_for_a_later_day_only_once_and_recorded(cast, monday):
    day = monday.date() + timedelta(days=1)
    facts = {"by": cast.officer, "at": monday}
    with pytest.raises(Refused):
        set_absence_terms(terms=Terms(valid_from=monday.date()), **facts)
    set_absence_terms(terms=Terms(1, 60, 14, day), **facts)
    with pytest.raises(LostRace):
        set_absence_terms(terms=Terms(4, 60, 14, day), **facts)
    assert AbsenceTerms.known() == [Terms(1, 60, 14, day)]
    entry = Entry.objects.get(deed="bookings.set_absence_terms")
    assert (entry.before["limit"], entry.after["limit"]) == (2, 1)


def test_changed_terms_close_online_booking_of_every_service_and_say_so(
    cast, monday, slots
):
    terms = Terms(1, 60, 14, monday.date() + timedelta(days=1))
    set_absence_terms(terms=terms, by=cast.officer, at=monday)
    row = absent(cast, slots[-1])
    opens = row.slot.on + timedelta(days=14)
    told = Message.objects.latest("pk").values
    assert (told["n"], told["days"], told["until"]) == ("1", "60", opens.isoformat())
    at = row.slot.ends_at
    planning.plan_center(cast.center, at=at)
    visits = Slot.objects.bookable(at).filter(center=cast.center)
    for ask in (
        lambda: made(cast, free(cast, at=at)[0], at=at),
        lambda: cast_case_at(cast, visits[0], at),
    ):
        with pytest.raises(Refused, match=opens.isoformat()) as refused:
            ask()
        assert "1 次" in str(refused.value)


def test_who_was_marked_absent_by_mistake_is_told_that_it_counts_no_more(
    cast, monday, slots
):
    row = made(cast, slots[0])
    at = slots[0].ends_at
    mark_absent(appointment=row, by=cast.manager, at=at)
    Message.objects.all().delete()
    check_in(appointment=row, by=cast.manager, at=at)
    message = Message.objects.get()
    assert (message.to, message.event) == (cast.firm, "bookings.check_in")
