"""The manager's week of slots: drafts, release, services, hours, closures."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Slot
from centers.choices import ServedBy
from centers.models import Closure, ExtraHours, OpeningRule, Service
from desks.deeds import FACTS
from foundation import clock
from foundation.audit.models import Entry
from foundation.notices.models import Message
from tests.factories.appointments import clinic
from tests.journey import fresh

WEEK = "2026-03-09"


@pytest.fixture
def drafts(cast):
    """The second week as drafts, seen by the manager."""
    week = Slot.objects.filter(
        center=cast.center, on__range=(date(2026, 3, 9), date(2026, 3, 13))
    )
    week.update(released_at=None)
    return week


@pytest.fixture
def manager(cast, client):
    client.force_login(cast.manager)
    return client


def test_a_week_of_drafts_is_released_at_once(cast, manager, drafts, monday):
    page = manager.get(f"/slots/?w={WEEK}").content.decode()
    assert "10 个号源尚未公开" in page
    answer = manager.post(f"/slots/release/?w={WEEK}", {"moment": ""})
    assert answer.status_code == 302
    assert set(drafts.values_list("released_at", flat=True)) == {monday}
    assert Slot.objects.bookable(monday).filter(pk__in=drafts).count() == 10


def test_an_announced_release_changes_nothing_before_its_moment(
    cast, manager, drafts, monday
):
    manager.post(f"/slots/release/?w={WEEK}", {"moment": "2026-03-04T09:00"})
    assert not Slot.objects.bookable(monday).filter(pk__in=drafts).exists()
    later = monday + timedelta(days=2)
    assert Slot.objects.bookable(later).filter(pk__in=drafts).count() == 10
    assert "已预告" in manager.get(f"/slots/?w={WEEK}").content.decode()


def test_an_announcement_is_taken_back_while_it_lies_ahead(cast, manager, drafts):
    manager.post(f"/slots/release/?w={WEEK}", {"moment": "2026-03-04T09:00"})
    manager.post(f"/slots/take-back/?w={WEEK}")
    assert drafts.filter(released_at=None).count() == 10
    again = manager.post(f"/slots/take-back/?w={WEEK}", follow=True)
    assert "没有已预告的号源" in again.content.decode()


def test_a_release_too_late_to_be_booked_is_refused(cast, manager, drafts):
    answer = manager.post(f"/slots/release/?w={WEEK}", {"moment": "2026-03-12T09:00"})
    assert answer.status_code == 422
    assert drafts.filter(released_at=None).count() == 10
    assert (
        manager.post(f"/slots/release/?w={WEEK}", {"moment": "gestern"}).status_code
        == 422
    )


def test_a_moment_mistyped_into_the_past_releases_nothing(cast, manager, drafts):
    answer = manager.post(f"/slots/release/?w={WEEK}", {"moment": "2025-03-05T09:00"})
    assert answer.status_code == 422
    assert "这个时刻已经过去" in answer.content.decode()
    assert {slot.released_at for slot in drafts} == {None}


def test_a_time_added_with_a_mistyped_year_is_refused(cast, manager):
    service = clinic(cast)
    typed = {"service": service.pk, "begins": "15:00", "capacity": 1}
    answer = manager.post("/slots/add/", {**typed, "on": "2062-03-10"})
    assert (answer.status_code, "请检查年份" in answer.content.decode()) == (422, True)
    assert manager.post("/slots/add/", {**typed, "on": "2026-03-10"}).status_code == 302


def test_what_a_colleague_closes_meanwhile_is_not_opened_by_the_way(cast, manager):
    slot = cast.slot(5)
    url = f"/slots/{slot.pk}/"
    seen = manager.get(url).context["form"]["was_closed"].value()
    manager.post(url, {"by_visits": 0, "is_closed": "on", "reason": "停电"})
    manager.post(url, {"by_visits": 1, "was_closed": str(seen)})
    changed = fresh(slot)
    assert (changed.is_closed, changed.closed_reason) == (True, "停电")
    assert changed.capacity == slot.capacity + 1
    manager.post(url, {"by_visits": 0, "was_closed": "True"})
    assert not fresh(slot).is_closed


def test_nothing_to_release_is_said(cast, manager):
    answer = manager.post(f"/slots/release/?w={WEEK}", {"moment": ""})
    assert answer.status_code == 422
    assert "没有待放的号源" in answer.content.decode()


def test_the_other_center_releases_nothing_of_this_one(cast, client, drafts):
    client.force_login(cast.other_manager)
    client.post(f"/slots/release/?w={WEEK}", {"moment": ""})
    assert drafts.filter(released_at=None).count() == 10


def test_planning_by_hand_is_harmless(cast, manager):
    before = list(Slot.objects.values_list("pk", "capacity"))
    assert manager.post("/slots/plan/").status_code == 302
    assert list(Slot.objects.values_list("pk", "capacity")) == before


def hours(*rows, **more):
    """The form of a service: its terms and these intervals."""
    data = {
        "is_open": "on", "minutes": 150, "buffer_before": 0, "buffer_after": 0,
        "notice_hours": 0, "cutoff_hours": 24, "horizon_days": 30, "per_day": "",
        "per_week": "", "open_per_firm": 1, "room": "", **more,
        "hours-TOTAL_FORMS": len(rows), "hours-INITIAL_FORMS": 0,
    }  # fmt: skip
    for n, (weekday, opens, closes, capacity) in enumerate(rows):
        data |= {
            f"hours-{n}-weekday": weekday, f"hours-{n}-opens": opens,
            f"hours-{n}-closes": closes, f"hours-{n}-capacity": capacity,
        }  # fmt: skip
    return data


def test_new_hours_plan_new_drafts_and_released_times_stay(cast, manager):
    service = cast.center.services.get()
    cast.center.release_ahead = None
    cast.center.save()
    released = Slot.objects.filter(service=service).count()
    answer = manager.post(f"/services/{service.pk}/", hours((0, "17:00", "19:30", 3)))
    assert answer.status_code == 302
    assert OpeningRule.objects.filter(service=service).count() == 1
    assert Slot.objects.filter(service=service, released_at=None).count() == 5
    kept = Slot.objects.filter(service=service, released_at__isnull=False)
    assert kept.count() == released


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(0, "11:00", "09:00", 1)], "结束时间早于开始时间"),
        ([(0, "09:00", "11:00", 1), (0, "10:00", "12:00", 1)], "时间重叠"),
        ([(0, "", "12:00", 1)], "必填"),
        ([(0, "25:00", "12:00", 1)], "有效的时间"),
    ],
)
def test_hours_that_make_no_sense_come_back_with_a_sentence(cast, manager, rows, said):
    service = cast.center.services.get()
    answer = manager.post(f"/services/{service.pk}/", hours(*rows))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert OpeningRule.objects.filter(service=service).count() == 10


def test_closing_days_closes_times_and_tells_only_whom_it_touches(
    cast, manager, client, jobs_inline
):
    slot = cast.slot(5)
    client.force_login(cast.firm)
    client.post("/book/", {"slot": slot.pk, "truthful": "on"})
    Message.objects.all().delete()
    client.force_login(cast.manager)
    answer = client.post(
        "/services/except/closure/",
        {
            "closure-first": slot.on,
            "closure-last": slot.on + timedelta(days=1),
            "closure-reason": "搬迁",
        },
        follow=True,
    )
    assert "已有 1 个预约" in answer.content.decode()
    assert fresh(slot).is_closed
    told = Message.objects.filter(event="bookings.closed")
    assert [message.to for message in told] == [cast.firm]
    closure = Closure.objects.get()
    client.post(f"/services/except/closure/{closure.pk}/drop/")
    assert not fresh(slot).is_closed


def test_of_two_closures_one_is_lifted_and_the_other_still_closes_its_days(
    cast, manager
):
    first, second, third = (cast.slot(n) for n in (4, 6, 8))

    def close(one, other, reason):
        days = {"closure-first": one.on, "closure-last": other.on}
        sent = {**days, "closure-reason": reason}
        manager.post("/services/except/closure/", sent)
        return Closure.objects.latest("pk")

    def lift(closure):
        manager.post(f"/services/except/closure/{closure.pk}/drop/")
        return [fresh(slot).is_closed for slot in (first, second, third)]

    early, late = close(first, second, "搬迁"), close(second, third, "搬迁")
    power = close(third, third, "停电")
    assert lift(early) == [False, True, True]
    assert lift(late) == [False, False, True]
    assert lift(power) == [False, False, False]


def test_extra_hours_open_a_weekend_and_days_in_the_wrong_order_are_refused(
    cast, manager
):
    service = cast.center.services.get()
    data = {
        "extra-service": service.pk, "extra-first": "2026-03-14",
        "extra-last": "2026-03-14", "extra-opens": "09:00", "extra-closes": "11:30",
        "extra-capacity": 1, "extra-reason": "加开",
    }  # fmt: skip
    assert manager.post("/services/except/extra/", data).status_code == 302
    assert Slot.objects.filter(on=date(2026, 3, 14)).count() == 1
    for wrong in ({"extra-last": "2026-03-01"}, {"extra-closes": "08:00"}):
        answer = manager.post("/services/except/extra/", {**data, **wrong})
        assert answer.status_code == 422
    assert ExtraHours.objects.count() == 1
    foreign = cast.other_center.services.get()
    answer = manager.post(
        "/services/except/extra/", {**data, "extra-service": foreign.pk}
    )
    assert answer.status_code == 422
    assert manager.post("/services/except/nonsense/", data).status_code == 404


def test_strangers_find_no_services(cast, client):
    service = cast.center.services.get()
    for person in (cast.other_manager, cast.firm, cast.coordinator):
        client.force_login(person)
        assert client.get(f"/services/{service.pk}/").status_code == 404
    client.force_login(cast.firm)
    assert client.get("/slots/").status_code == 404
    assert client.get("/services/").status_code == 404


def test_the_board_asks_the_same_number_of_questions_for_any_week(cast, manager):

    def count(week):
        with CaptureQueriesContext(connection) as caught:
            manager.get(f"/slots/?w={week}")
        return len(caught)

    empty = (clock.today() + timedelta(days=200)).isoformat()
    assert count(WEEK) == count(empty)


def test_a_weekend_with_times_is_on_both_boards_and_can_be_released(cast, manager):
    cast.center.release_ahead = None
    cast.center.save()
    service = cast.center.services.get()
    data = {
        "extra-service": service.pk, "extra-first": "2026-03-14",
        "extra-last": "2026-03-14", "extra-opens": "09:00", "extra-closes": "11:30",
        "extra-capacity": 1, "extra-reason": "加开",
    }  # fmt: skip
    assert "3月14日" not in manager.get(f"/slots/?w={WEEK}").content.decode()
    manager.post("/services/except/extra/", data)
    for board in ("/slots/", "/week/"):
        assert "3月14日" in manager.get(f"{board}?w={WEEK}").content.decode()
    assert "1 个号源尚未公开" in manager.get(f"/slots/?w={WEEK}").content.decode()
    page = manager.get("/week/?w=2026-09-14").content.decode()
    assert "9月20日" in page  # a make-up Sunday


def test_a_service_that_is_not_offered_stays_on_the_board_while_it_has_times(
    cast, manager
):
    Service.objects.filter(center=cast.center).update(is_open=False)
    page = manager.get(f"/slots/?w={WEEK}").content.decode()
    assert "目前不接受预约" in page


def test_a_booked_time_without_an_adviser_says_so(cast, manager):
    said = "没有可值班的咨询师"
    service = clinic(cast)
    slot = Slot.objects.filter(service=service).earliest("starts_at")
    Slot.objects.filter(pk=slot.pk).update(taken=1)
    assert said not in manager.get(f"/slots/{slot.pk}/").content.decode()
    Service.objects.filter(pk=service.pk).update(served_by=ServedBy.ADVISERS)
    assert said in manager.get(f"/slots/{slot.pk}/").content.decode()


def test_one_time_is_shown_with_what_is_booked_and_a_day_with_all_its_times(
    cast, manager
):
    slot = cast.slot(5)
    assert manager.get(f"/slots/{slot.pk}/").status_code == 200
    page = manager.get(f"/slots/day/{slot.on}/visit/")
    assert page.status_code == 200
    assert manager.get("/slots/day/x/visit/").status_code == 404
    assert manager.get("/slots/day/2026-03-09/x/").status_code == 404


def test_what_the_manager_did_is_written_in_words_an_auditor_reads(
    cast, manager, client, drafts
):
    service = cast.center.services.get()
    manager.post(f"/slots/release/?w={WEEK}", {"moment": "2026-03-04T09:00"})
    manager.post(f"/slots/take-back/?w={WEEK}")
    manager.post(f"/services/{service.pk}/", hours((0, "08:00", "10:30", 3)))
    closure = {
        "closure-first": "2026-03-20",
        "closure-last": "2026-03-20",
        "closure-reason": "搬迁",
    }
    manager.post("/services/except/closure/", closure)
    manager.post(f"/services/except/closure/{Closure.objects.get().pk}/drop/")
    deeds = ("bookings.manage_slots", "centers.manage_services")
    entries = Entry.objects.filter(deed__in=deeds)
    assert entries.count() == 7
    said = {key for entry in entries for key in (*entry.before, *entry.after)}
    assert said - FACTS.keys() == set()
