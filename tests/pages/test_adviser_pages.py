"""A center's people and what they serve, entered by the manager on pages."""

import re
from datetime import time, timedelta

import pytest

from bookings.models import Duty, Slot
from centers.choices import ServedBy, ServiceKind
from centers.models import Adviser, OpeningRule, Service
from desks.deeds import FACTS
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from tests.cast import make_user
from tests.factories.appointments import clinic
from tests.journey import fresh
from tests.pages.reading import queries
from tests.pages.test_slot_pages import hours


@pytest.fixture
def manager(cast, client):
    client.force_login(cast.manager)
    return client


@pytest.fixture
def advice(cast):
    """Advice served by advisers, of whom there are none yet."""
    return clinic(cast, served_by=ServedBy.ADVISERS)


def adviser(cast, name="顾问甲", **facts):
    return Adviser.objects.create(
        center=cast.center, name=name, title_zh="主任", **facts
    )


def facts(**more):
    return {
        "name": "顾问乙", "title_zh": "工程师", "weekdays": ["0", "2"], **more
    }  # fmt: skip


def half_hours(service, *people, **more):
    """The form of a service of half-hours."""
    opens = more.pop("opens", "09:00")
    rows = [(day, opens, "11:30", 2) for day in range(5)]
    terms = {"minutes": 30, "served_by": ServedBy.ADVISERS, "cutoff_hours": 4}
    terms |= {"advisers": [who.pk for who in people], **more}
    data = hours(*rows, **terms)
    return {**data, "hours-INITIAL_FORMS": service.opening_rules.count()}


def bookable(service):
    return Slot.objects.filter(service=service, capacity__gt=0)


def test_who_may_serve_is_chosen_on_the_service_s_page(cast, manager, advice):
    one, two = adviser(cast), adviser(cast, "顾问丙", weekdays="0")
    assert not bookable(advice).exists()
    url = f"/services/{advice.pk}/"
    assert 'name="advisers"' in manager.get(url).content.decode()
    assert manager.post(url, half_hours(advice, one, two)).status_code == 302
    assert set(advice.advisers.all()) == {one, two}
    mondays = bookable(advice).filter(on__week_day=2)
    assert set(mondays.values_list("capacity", flat=True)) == {2}
    assert set(bookable(advice).exclude(on__week_day=2).values_list("capacity")) == {
        (1,)
    }
    assert Duty.objects.filter(adviser=two).exists()
    manager.post(url, half_hours(advice, two))
    assert set(bookable(advice).values_list("on__week_day", flat=True)) == {2}
    said = Entry.objects.filter(deed="centers.manage_services").last()
    assert (said.before["advisers"], said.after["advisers"]) == (
        ["顾问丙", "顾问甲"],
        ["顾问丙"],
    )


def test_a_service_that_nobody_serves_cannot_be_offered(cast, manager, advice):
    url = f"/services/{advice.pk}/"
    answer = manager.post(url, half_hours(advice))
    assert answer.status_code == 422
    assert "请选择由谁提供" in answer.content.decode()
    assert manager.post(url, half_hours(advice, is_open="")).status_code == 302
    seats = half_hours(advice, adviser(cast))
    assert manager.post(url, {**seats, "served_by": "nobody"}).status_code == 302
    assert not advice.advisers.exists()
    assert bookable(advice).exists()


def test_people_of_another_center_cannot_be_chosen_and_a_diagnosis_has_consultants(
    cast, manager, advice
):
    stranger = Adviser.objects.create(
        center=cast.other_center, name="外人", title_zh="主任"
    )
    url = f"/services/{advice.pk}/"
    assert manager.post(url, half_hours(advice, stranger)).status_code == 422
    visits = cast.center.services.get(kind=ServiceKind.VISIT)
    page = manager.get(f"/services/{visits.pk}/").content.decode()
    assert 'name="advisers"' not in page
    assert 'name="served_by"' not in page


def test_an_adviser_is_entered_changed_and_leaves_with_every_record_kept(
    cast, manager, advice
):
    answer = manager.post("/advisers/add/", facts(services=[advice.pk]))
    assert answer.url == "/advisers/"
    row = Adviser.objects.get()
    assert (row.weekdays, row.title_zh) == ("02", "工程师")
    assert set(bookable(advice).values_list("on__week_day", flat=True)) == {2, 4}
    url = f"/advisers/{row.pk}/"
    manager.post(url, facts(weekdays=["4"], services=[advice.pk]))
    assert set(bookable(advice).values_list("on__week_day", flat=True)) == {6}
    manager.post(f"{url}active/")
    assert not fresh(row).is_active
    assert not bookable(advice).exists()
    assert "已离岗" in manager.get("/advisers/").content.decode()
    assert row.name not in manager.get("/centers/").content.decode()
    page = manager.get(f"/services/{advice.pk}/").content.decode()
    assert row.name not in page
    assert manager.post(f"{url}active/", {"active": "1"}).url == url
    assert fresh(row).is_active
    entries = Entry.objects.filter(deed="centers.manage_services")
    said = {key for entry in entries for key in (*entry.before, *entry.after)}
    assert entries.count() == 4
    assert said - FACTS.keys() == set()


def test_limits_of_an_adviser_are_set_on_the_page_and_hold_at_once(
    cast, manager, advice
):
    url = "/advisers/add/"
    manager.post(url, facts(services=[advice.pk], per_day="2", per_week="3"))
    row = Adviser.objects.get()
    assert (row.per_day, row.per_week) == (2, 3)
    on_mondays = bookable(advice).filter(on__week_day=2)
    days = on_mondays.values_list("on", flat=True)
    assert {sum(day == one for one in days) for day in days} == {2}
    page = manager.get("/advisers/").content.decode()
    assert "每天 2 次，每周 3 次" in page.replace("、", "，")
    url = f"/advisers/{row.pk}/"
    assert 'value="3"' in manager.get(url).content.decode()
    manager.post(url, facts(services=[advice.pk]))
    assert "不限" in manager.get("/advisers/").content.decode()
    said = Entry.objects.filter(deed="centers.manage_services").last()
    assert (said.before["per_day"], said.after["per_day"]) == (2, None)
    assert manager.post(url, facts(per_day="0")).status_code == 422


def test_a_second_adviser_of_the_same_name_and_no_weekday_are_refused(cast, manager):
    adviser(cast, "顾问乙")
    answer = manager.post("/advisers/add/", facts())
    assert answer.status_code == 422
    assert "同名咨询师" in answer.content.decode()
    assert "工程师" in answer.content.decode()
    assert manager.post("/advisers/add/", facts(weekdays=[])).status_code == 422


def test_a_service_is_added_with_nothing_offered_before_it_has_hours(cast, manager):
    page = manager.get("/services/").content.decode()
    assert '<option value="tour">' in page
    assert '<option value="visit">' not in page
    answer = manager.post("/services/new/", {"kind": "tour", "served_by": "nobody"})
    made = Service.objects.get(center=cast.center, kind=ServiceKind.TOUR)
    assert answer.url == f"/services/{made.pk}/"
    assert not made.is_open
    again = manager.post("/services/new/", {"kind": "tour", "served_by": "nobody"})
    assert again.status_code == 422
    data = hours((0, "09:00", "11:00", 20), minutes=60, served_by="nobody")
    assert manager.post(answer.url, data).status_code == 302
    assert bookable(made).exists()
    assert OpeningRule.objects.filter(service=made).count() == 1


def test_the_center_s_own_rule_of_release_holds_for_what_is_planned_next(
    cast, manager, advice
):
    before = dict(Slot.objects.values_list("pk", "released_at"))
    data = {"release_ahead": "5", "release_time": "10:30"}
    assert manager.post("/services/release/", data).status_code == 302
    center = fresh(cast.center)
    assert (center.release_ahead, center.release_time) == (5, time(10, 30))
    manager.post(
        f"/services/{advice.pk}/", half_hours(advice, adviser(cast), opens="08:00")
    )
    now = dict(Slot.objects.values_list("pk", "released_at"))
    assert {pk: now[pk] for pk in before if pk in now} == before
    new = Slot.objects.filter(service=advice, on__gt=clock.today() + timedelta(days=20))
    assert new.exclude(pk__in=before).exists()
    for slot in new.exclude(pk__in=before):
        assert slot.released_at.astimezone(clock.CITY_TIME).time() == time(10, 30)
    wrong = manager.post("/services/release/", {"release_ahead": "61"})
    assert wrong.status_code == 422
    empty = {"release_ahead": "", "release_time": "10:30"}
    assert manager.post("/services/release/", empty).status_code == 302
    assert fresh(cast.center).release_ahead is None


def test_strangers_find_no_advisers(cast, client, advice):
    row = adviser(cast)
    for who in (cast.other_manager, cast.firm, cast.officer):
        client.force_login(who)
        url = f"/advisers/{row.pk}/"
        for status in (
            client.get(url).status_code,
            client.post(url, facts()).status_code,
            client.post(f"{url}active/").status_code,
        ):
            assert status == 404
    client.force_login(cast.firm)
    for url in ("/services/new/", "/services/release/", "/advisers/add/"):
        assert client.post(url, facts()).status_code == 404
    assert fresh(row).is_active


def test_the_list_asks_the_same_for_one_and_for_thirty(cast, client, advice):
    adviser(cast).services.add(advice)
    few = queries(client, cast.manager, "/advisers/")
    for n in range(29):
        adviser(cast, f"顾问{n}").services.add(advice)
    assert queries(client, cast.manager, "/advisers/") == few


SEEN = re.compile(r'name="seen" value="(\w+)"')


def seen(client, url):
    return SEEN.search(client.get(url).content.decode())[1]


def test_of_two_managers_with_a_service_open_the_second_is_told_of_the_first(
    cast, manager, advice
):
    one, two = adviser(cast), adviser(cast, "顾问丙")
    url = f"/services/{advice.pk}/"
    manager.post(url, half_hours(advice, one, seen=seen(manager, url)))
    old = seen(manager, url)
    colleague = make_user("李主任", Role.MANAGER, 90, center=cast.center)
    manager.force_login(colleague)
    manager.post(url, half_hours(advice, one, two, cutoff_hours=8, seen=old))
    manager.force_login(cast.manager)
    mine = half_hours(advice, one, opens="09:30", seen=old)
    answer = manager.post(url, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "李主任" in page
    assert 'value="09:30"' in page
    advice.refresh_from_db()
    assert (advice.cutoff_hours, advice.advisers.count()) == (8, 2)
    again = {**mine, "seen": SEEN.search(page)[1]}
    assert manager.post(url, again).status_code == 302
    assert advice.opening_rules.first().opens == time(9, 30)


def test_of_two_managers_who_change_the_rule_of_release_the_second_is_told(
    cast, manager
):
    sent = {"release_ahead": "5", "release_time": "10:30", "seen": ""}
    old = seen(manager, "/services/")
    manager.force_login(make_user("李主任", Role.MANAGER, 90, center=cast.center))
    manager.post("/services/release/", {**sent, "seen": old})
    manager.force_login(cast.manager)
    mine = {"release_ahead": "3", "release_time": "08:15", "seen": old}
    answer = manager.post("/services/release/", mine)
    page = answer.content.decode()
    assert (answer.status_code, "李主任" in page, 'value="08:15"' in page) == (
        409, True, True,
    )  # fmt: skip
    assert fresh(cast.center).release_ahead == 5
    again = {**mine, "seen": SEEN.search(page)[1]}
    assert manager.post("/services/release/", again).status_code == 302
    assert fresh(cast.center).release_ahead == 3


def test_hours_that_make_no_sense_do_not_hide_what_a_colleague_changed(
    cast, manager, advice
):
    one, url = adviser(cast), f"/services/{advice.pk}/"
    old = seen(manager, url)
    manager.post(url, half_hours(advice, one, cutoff_hours=8))
    wrong = manager.post(url, half_hours(advice, one, opens="12:00", seen=old))
    assert wrong.status_code == 422
    assert SEEN.search(wrong.content.decode())[1] == old


def test_of_two_managers_with_an_adviser_open_the_second_is_told_of_the_first(
    cast, manager, advice
):
    row = adviser(cast)
    url = f"/advisers/{row.pk}/"
    old = seen(manager, url)
    assert (
        manager.post(url, facts(name="顾问甲", per_day=4, seen=old)).status_code == 302
    )
    answer = manager.post(url, facts(name="顾问甲", services=[advice.pk], seen=old))
    assert answer.status_code == 409
    assert cast.manager.name in answer.content.decode()
    assert fresh(row).per_day == 4
    renewed = SEEN.search(answer.content.decode())[1]
    again = facts(name="顾问甲", services=[advice.pk], seen=renewed)
    assert manager.post(url, again).status_code == 302
    assert set(row.services.all()) == {advice}
