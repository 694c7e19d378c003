"""A colleague does the steps of whoever is away; many steps change hands at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actions import end_stand_in, name_stand_in
from accounts.models import SavedFilter, StandIn
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import LostRace, Refused
from tests.cast import make_user
from tests.journey import Journey, fresh, open_due
from workflows import dues, engine
from workflows.models import Due


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


@pytest.fixture
def colleague(cast, monday):
    return make_user("钱进", Role.MANAGER, 4711, center=cast.center)


def away(cast, colleague, days=3):
    today = clock.today()
    return name_stand_in(
        membership=cast.manager.acting, person=colleague, first_on=today,
        last_on=today + timedelta(days=days), at=clock.now(),
    )  # fmt: skip


def test_a_stand_in_does_a_step_its_owner_had_taken(journey, colleague):
    due, manager = open_due(journey.booking, "confirm"), journey.cast.manager
    engine.claim(due=due, by=fresh(manager), at=clock.now())
    with pytest.raises(LostRace):
        engine.claim(due=due, by=fresh(colleague), at=clock.now())
    named = away(journey.cast, colleague)
    assert list(Due.objects.mine(fresh(colleague), clock.today())) == [due]
    due = open_due(journey.booking, "confirm")
    assert dues.people_for(due, clock.now()) == [manager, colleague]
    engine.claim(due=due, by=fresh(colleague), at=clock.now())
    assert open_due(journey.booking, "confirm").task.owner == colleague
    end_stand_in(stand_in=named, by=fresh(manager), at=clock.now())
    with pytest.raises(LostRace):
        end_stand_in(stand_in=named, by=fresh(manager), at=clock.now())


def test_a_stand_in_acts_on_its_days_only(journey, colleague):
    due = open_due(journey.booking, "confirm")
    engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    away(journey.cast, colleague, days=1)
    after = clock.now() + timedelta(days=2)
    with pytest.raises(LostRace):
        engine.claim(due=due, by=fresh(colleague), at=after)


def test_a_stand_in_holds_the_same_role_at_the_same_place(cast, colleague):
    today, stranger = clock.today(), cast.people["other_manager"]
    with pytest.raises(Refused) as refused:
        name_stand_in(
            membership=cast.manager.acting, person=stranger, first_on=today,
            last_on=today - timedelta(days=1), at=clock.now(),
        )  # fmt: skip
    assert len(refused.value.reasons) == 3
    away(cast, colleague)
    with pytest.raises(Refused):
        away(cast, colleague)
    assert StandIn.objects.absent_for(fresh(stranger), today) == set()


def test_the_page_names_ends_and_keeps_what_was_typed(client, cast, colleague):
    client.force_login(cast.manager)
    url, today = reverse("stand_ins"), clock.today()
    assert client.get(url).status_code == 200
    days = {"first_on": today, "last_on": today}
    wrong = client.post(url, {"person": cast.firm.pk, **days})
    assert wrong.status_code == 422
    assert wrong.context["form"]["first_on"].value() == today.isoformat()
    assert client.post(url, {"person": colleague.pk, **days}).status_code == 302
    named = StandIn.objects.get()
    client.force_login(cast.people["other_manager"])
    assert client.post(reverse("end_stand_in", args=[named.pk])).status_code == 404
    client.force_login(cast.manager)
    client.post(reverse("end_stand_in", args=[named.pk]))
    assert StandIn.objects.get().ended_at is not None
    client.force_login(cast.firm)
    assert client.get(url).status_code == 404


def test_chosen_steps_change_hands_together_and_strangers_rows_are_left_out(
    client, journey, colleague
):
    due = open_due(journey.booking, "confirm")
    url = reverse("hand_over_many")
    client.force_login(journey.cast.people["other_manager"])
    client.post(url, {"task": [due.task_id], "to": colleague.pk, "reason": "请假"})
    assert open_due(journey.booking, "confirm").task.owner is None
    client.force_login(journey.cast.manager)
    asked = client.post(url, {"task": [due.task_id, "999999", "x"]})
    assert [row for row, _line in asked.context["rows"]] == [due]
    empty = client.post(url, {"task": [due.task_id], "to": "", "reason": ""})
    assert empty.status_code == 422
    sent = {"task": [due.task_id], "to": colleague.pk, "reason": "请假"}
    assert client.post(url, sent).status_code == 302
    assert open_due(journey.booking, "confirm").task.owner == colleague
    assert client.post(url, {}).status_code == 302
    client.force_login(journey.cast.firm)
    assert client.post(url, sent).status_code == 404


def test_a_filter_is_kept_under_a_name_replaced_and_forgotten_by_its_owner(
    client, cast
):
    client.force_login(cast.manager)
    url = reverse("keep_filter", args=["inbox"])
    client.post(url, {"name": "", "query": "tab=late"})
    client.post(url, {"name": "逾期", "query": "tab=late&page=3"})
    client.post(url, {"name": "逾期", "query": "tab=mine"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("逾期", "tab=mine")
    shown = client.get(reverse("inbox"), {"tab": "late"})
    assert shown.context["saved"] == [kept]
    client.force_login(cast.people["other_manager"])
    assert client.post(reverse("drop_filter", args=[kept.pk])).status_code == 404
    client.force_login(cast.manager)
    client.post(reverse("drop_filter", args=[kept.pk]))
    assert SavedFilter.objects.count() == 0
    nowhere = reverse("keep_filter", args=["week"])
    assert client.post(nowhere, {"name": "x", "query": "a=b"}).status_code == 404
