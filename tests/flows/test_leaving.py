"""Somebody leaves: their steps are nobody's, their past stays."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError

from accounts.models import Membership, StandIn
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from tests.cast import make_user
from tests.journey import Journey, fresh, open_due
from workflows import deadlines, dues, engine
from workflows.leaving import free_left, part_with
from workflows.models import Due


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


@pytest.fixture
def colleague(cast, monday):
    return make_user("钱进", Role.MANAGER, 4711, center=cast.center)


@pytest.fixture
def taken(journey, colleague):
    """A step that the manager has taken."""
    due = open_due(journey.booking, "confirm")
    engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    return open_due(journey.booking, "confirm")


def ends(user, on):
    Membership.objects.filter(user=user).update(ends_on=on)


def test_a_colleague_does_the_step_of_whoever_has_left(taken, cast, colleague):
    with pytest.raises(LostRace, match="manager"):
        engine.claim(due=taken, by=fresh(colleague), at=clock.now())
    ends(cast.manager, clock.today())
    due = open_due(taken.booking, "confirm")
    assert dues.people_for(due, clock.now()) == [colleague]
    engine.claim(due=due, by=fresh(colleague), at=clock.now())
    assert open_due(taken.booking, "confirm").task.owner == colleague


def test_reminders_go_to_the_colleagues_of_whoever_has_left(taken, cast, colleague):
    ends(cast.manager, taken.remind_on)
    at = clock.now() + (taken.remind_on - clock.today())
    assert deadlines.fire(at=at) == 1
    told = cast.manager.messages.filter(at=at), colleague.messages.filter(at=at)
    assert [rows.count() for rows in told] == [0, 1]


@pytest.mark.parametrize("how", ["role ended", "account closed", "moved elsewhere"])
def test_every_hour_the_steps_of_those_who_have_left_are_put_back(
    taken, cast, colleague, how
):
    assert free_left(at=clock.now()) == 0
    if how == "role ended":
        ends(cast.manager, clock.today())
    elif how == "account closed":
        type(colleague).objects.filter(pk=cast.manager.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=cast.manager).update(center=cast.other_center)
    assert free_left(at=clock.now()) == 1
    assert free_left(at=clock.now()) == 0
    assert list(Due.objects.claimable(fresh(colleague))) == [taken]
    entry = Entry.objects.get(deed="workflows.release")
    assert (entry.actor, entry.before) == (None, {"owner": "manager"})


def test_a_blind_step_of_a_left_assessor_is_told_to_the_bureau_and_stays_blind(
    journey,
):
    journey.to_rating()
    due = Due.objects.open().with_names().filter(node="score").first()
    ends(due.task.owner, clock.today())
    assert dues.people_for(due, clock.now()) == [journey.cast.officer]
    assert free_left(at=clock.now()) == 0


def test_parting_frees_the_steps_and_ends_the_stand_ins_at_once(taken, cast, colleague):
    today = clock.today()
    StandIn.objects.create(
        membership=cast.manager.acting, person=colleague, first_on=today,
        last_on=today + timedelta(days=3), made_at=clock.now(),
    )  # fmt: skip
    seat = cast.manager.acting
    act = {"membership": seat, "at": clock.now(), "reason": "调离"}
    assert part_with(by=fresh(colleague), **act) == 1
    assert fresh(cast.manager).role == ""
    assert StandIn.objects.filter(ended_at=None).count() == 0
    assert open_due(taken.booking, "confirm").task.owner is None
    entry = Entry.objects.get(deed="accounts.end_staff_membership")
    assert (entry.actor_name, entry.before["person"]) == ("钱进", "manager")
    with pytest.raises(LostRace):
        part_with(by=fresh(colleague), **act)
    with pytest.raises(Refused):
        part_with(membership=colleague.acting, by=fresh(colleague), at=clock.now(),
                  reason="自己")  # fmt: skip


def test_nothing_of_what_a_leaver_did_is_deleted(journey, colleague):
    """Entries, names and done steps stay, whoever leaves and however hard one tries."""
    journey.to_rating()
    manager = journey.cast.manager
    done = list(Due.objects.filter(done_by=manager).values_list("pk", flat=True))
    entries = Entry.objects.filter(actor=manager).count()
    assert done
    assert entries
    part_with(
        membership=fresh(manager).acting, by=fresh(colleague), at=clock.now(),
        reason="退休",
    )  # fmt: skip
    assert [*Due.objects.filter(done_by=manager).values_list("pk", flat=True)] == done
    named = Entry.objects.filter(actor=manager, actor_name="manager")
    assert named.count() == entries
    for person in (manager, Due.objects.filter(node="score").first().assessor):
        with pytest.raises(ProtectedError):
            fresh(person).delete()
