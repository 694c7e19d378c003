"""Consultants, leave, road times, the week board and its dialog, as pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assignments.models import Conflict
from bookings.models import Duty, Reservation, Slot
from centers.models import Adviser, Service, Travel
from foundation.clock import local_day
from providers.models import Consultant, Leave
from tests.cast import make_provider
from tests.factories.cases import taken_case
from tests.journey import Journey, fresh

FORM = {
    "name": "新顾问",
    "phone": "13500000001",
    "sectors": ["34"],
    "weekdays": ["0", "2"],
    "per_week": "3",
}


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    """A case whose provider has accepted."""
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    made.respond()
    return made


def holder(journey):
    """Whoever goes to the visit."""
    return journey.booking.reservations.get().consultant


def page(client, user, url, **query):
    """The page as the person gets it."""
    client.force_login(user)
    return client.get(url, query)


def words(answer):
    """The text of the page."""
    return answer.content.decode()


def test_a_coordinator_adds_and_changes_people_and_typed_words_come_back(client, cast):
    client.force_login(cast.coordinator)
    wrong = client.post("/consultants/add/", FORM | {"phone": "123", "weekdays": []})
    assert wrong.status_code == 422
    assert "新顾问" in words(wrong)
    assert client.post("/consultants/add/", FORM).status_code == 302
    made = Consultant.objects.get(name="新顾问")
    assert (made.provider, made.weekdays, made.per_week) == (cast.provider, "02", 3)
    again = client.post("/consultants/add/", FORM)
    assert again.status_code == 422
    url = f"/consultants/{made.pk}/"
    assert client.post(f"{url}change/", FORM | {"per_week": ""}).status_code == 302
    assert fresh(made).per_week is None
    assert client.post(f"{url}active/", {"active": "0"}).status_code == 302
    assert made.name not in words(page(client, cast.coordinator, "/consultants/"))
    left = page(client, cast.coordinator, "/consultants/", state="left")
    assert made.name in words(left)
    csv = words(page(client, cast.manager, "/consultants/", format="csv", state="null"))
    assert csv.count("\n") == 6  # the head and everybody of the pool


def test_a_stranger_gets_404_and_the_center_only_reads(client, journey):
    cast, person = journey.cast, holder(journey)
    url = f"/consultants/{person.pk}/"
    days = {"first": "2026-04-01", "last": "2026-04-02"}
    for user in (cast.manager, cast.firm, cast.officer):
        client.force_login(user)
        for deed in ("change/", "leave/", "active/"):
            assert client.post(url + deed, days).status_code == 404
    assert page(client, cast.manager, url).status_code == 200
    move = reverse("reassign_visit", args=[journey.booking.number, person.pk])
    assert page(client, cast.manager, move).status_code == 200
    for user in (cast.other_manager, cast.firm, cast.consultant, cast.officer):
        assert page(client, user, move).status_code == 404
        assert client.post(move, {"to": person.pk}).status_code == 404


def test_a_leave_over_a_visit_is_asked_about_and_then_marked_on_the_board(
    client, journey
):
    person, cast = holder(journey), journey.cast
    coordinator = journey.coordinator()
    day = journey.booking.slot.on
    days = {"first": day.isoformat(), "last": day.isoformat()}
    client.force_login(coordinator)
    asked = client.post(f"/consultants/{person.pk}/leave/", days)
    assert asked.status_code == 422
    assert journey.booking.company.name in words(asked)
    assert "anyway" in words(asked)
    client.post(f"/consultants/{person.pk}/leave/", {**days, "anyway": "1"})
    leave = Leave.objects.get()
    board = words(page(client, cast.manager, "/week/", w=day.isoformat()))
    assert "当天请假" in board
    assert f"/reassign/{person.pk}/" in board
    client.force_login(coordinator)
    assert client.post(f"/leaves/{leave.pk}/end/").status_code == 302
    board = words(page(client, cast.manager, "/week/", w=day.isoformat()))
    assert "当天请假" not in board


def test_a_visit_is_reassigned_on_its_page_in_the_dialog_and_given_back(
    client, journey
):
    first, cast = holder(journey), journey.cast
    second = Consultant.objects.exclude(pk=first.pk).get(provider=first.provider)
    url = reverse("reassign_visit", args=[journey.booking.number, first.pk])
    client.force_login(cast.manager)
    dialog = words(client.get(url, headers={"HX-Request": "true"}))
    assert second.name in dialog
    assert "<html" not in dialog
    assert client.post(url, {"to": second.pk}).status_code == 422
    assert client.post(url, {"to": second.pk, "reason": "路远"}).status_code == 302
    assert holder(journey) == second
    late = client.post(url, {"to": second.pk, "reason": "路远"})
    assert late.status_code == 422
    back = reverse("reassign_visit", args=[journey.booking.number, second.pk])
    assert f'name="to" value="{first.pk}"' in words(client.get(back))
    client.post(back, {"to": first.pk, "reason": "撤销"})
    assert holder(journey) == first


def test_the_dialog_names_a_conflict_of_interest_and_refuses_it(client, journey):
    first, cast = holder(journey), journey.cast
    second = Consultant.objects.exclude(pk=first.pk).get(provider=first.provider)
    url = reverse("reassign_visit", args=[journey.booking.number, first.pk])
    before = words(page(client, cast.manager, url))
    assert "利益冲突" not in before
    Conflict.objects.create(
        provider=first.provider, company=journey.booking.company, kind="ownership"
    )
    after = words(page(client, cast.manager, url))
    assert after.count("利益冲突</span>") == 1
    assert f'name="to" value="{second.pk}"' not in after
    answer = client.post(url, {"to": second.pk, "reason": "路远"})
    assert answer.status_code == 422
    assert holder(journey) == first


def test_the_board_asks_as_often_for_thirty_visits_as_for_one(
    client, cast, monday, django_assert_max_num_queries
):
    day = local_day(monday) + timedelta(days=7)
    people = list(cast.provider.consultants.all())

    def visit(n):
        case = taken_case(cast, cast.provider, day)
        who = Consultant.objects.create(
            provider=cast.provider, name=f"众{n}", phone=f"1361{n:07d}"
        )
        Reservation.objects.create(consultant=who, on=day, half="am", booking=case)

    def count(url, user):
        client.force_login(user)
        client.get(url)
        with django_assert_max_num_queries(99) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    asks = [
        (f"/week/?w={day}", cast.manager),
        ("/consultants/", cast.manager),
        (f"/consultants/{people[0].pk}/", cast.coordinator),
    ]
    visit(0)
    few = [count(*ask) for ask in asks]
    for n in range(1, 20):
        visit(n)
    assert [count(*ask) for ask in asks] == few


def test_who_has_no_visit_is_folded_on_the_board_and_shown_free_or_away(
    client, cast, journey
):
    on = journey.booking.slot.on
    going = set(journey.booking.reservations.values_list("consultant", flat=True))
    idle = list(Consultant.objects.exclude(pk__in=going).order_by("pk"))
    Leave.objects.create(consultant=idle[0], first_on=on, last_on=on)
    stranger = make_provider("别处公司", cast.campaign, cast.other_center.district, 8)
    answer = page(client, cast.manager, "/week/", w=on.isoformat())
    folded = words(answer)
    assert answer.context["idle"] == len(idle)
    assert "本周没有上门的顾问" in folded
    assert idle[0].name not in folded
    shown = words(page(client, cast.manager, "/week/", w=on.isoformat(), all=1))
    for person in idle:
        assert shown.count(f"<b>{person.name}</b>") == 1
    assert shown.count('<span class="off">请假</span>') == 1
    assert shown.count('<span class="free">') == 5 * len(idle) - 1
    assert stranger.consultants.first().name not in shown


def test_an_empty_day_says_so_on_a_phone(client, cast):
    answer = words(page(client, cast.manager, "/week/"))
    assert "当天没有现场诊断" in answer


def test_the_bureau_enters_road_times_both_ways_and_sees_a_wrong_cell(client, cast):
    near, far = cast.center.district, cast.other_center.district
    cell = f"m{near.pk}-{far.pk}"
    client.force_login(cast.officer)
    wrong = client.post("/roads/", {cell: "-5"})
    assert wrong.status_code == 422
    assert 'value="-5"' in words(wrong)
    assert client.post("/roads/", {cell: "35"}).status_code == 302
    rows = Travel.objects.values_list("start", "end", "minutes")
    assert set(rows) == {(near.pk, far.pk, 35), (far.pk, near.pk, 35)}
    apart = {cell: "35", f"m{far.pk}-{near.pk}": "50"}
    client.post("/roads/?ways=each", apart)
    assert Travel.objects.get(start=far).minutes == 50
    client.post("/roads/", {cell: "", f"m{far.pk}-{near.pk}": "50"})
    assert list(Travel.objects.values_list("start", flat=True)) == [far.pk]


def test_the_center_enters_an_advisers_leave_and_hears_what_is_booked(client, cast):
    adviser = Adviser.objects.create(center=cast.center, name="沈静", title_zh="咨询师")
    slot = cast.slot()
    Duty.objects.create(slot=slot, adviser=adviser, starts_at=slot.starts_at)
    type(slot).objects.filter(pk=slot.pk).update(taken=1)
    client.force_login(cast.manager)
    form = {"leave-adviser": adviser.pk, "leave-first": slot.on, "leave-last": slot.on}
    shown = client.post("/services/except/leave/", form, follow=True)
    assert shown.status_code == 200
    assert "沈静在这些日子有1个已预约时段" in words(shown)


def test_a_room_booked_for_two_things_at_once_is_marked(client, cast):
    first = cast.slot()
    for kind, minutes in (("clinic", 0), ("panel", 30)):
        service = Service.objects.create(
            center=cast.center, kind=kind, room="一号会诊室"
        )
        starts = first.starts_at + timedelta(minutes=minutes)
        Slot.objects.create(
            center=cast.center, service=service, kind=kind, on=first.on, half="am",
            starts_at=starts, ends_at=starts + timedelta(minutes=45),
            bookable_until=starts, capacity=1, taken=1,
        )  # fmt: skip
    board = page(client, cast.manager, "/week/", w=first.on.isoformat())
    assert words(board).count("房间重复占用") == 2
    assert board.context["clashes"] == 2
    later = first.starts_at + timedelta(minutes=45)
    Slot.objects.filter(kind="panel").update(starts_at=later)
    board = page(client, cast.manager, "/week/", w=first.on.isoformat())
    assert board.context["clashes"] == 0
