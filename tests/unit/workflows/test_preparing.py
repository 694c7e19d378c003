"""Decisions are kept for the bureau alone, and each is published once or not at all."""

from datetime import timedelta

import pytest
from django.utils import translation

from admissions.actions import decide, refuse
from admissions.choices import ApplicationState
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.errors import LostRace, NotAllowed
from foundation.notices.models import Message
from tests.admission import Applying, fresh
from tests.cast import make_user
from workflows import engine
from workflows.models import Due, Prepared
from workflows.preparing import drop, prepare, publish
from workflows.start_admission import withdraw

TYPED = {"decision": ["refuse"], "reason": ["团队不足"]}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def scored(cast):
    return Applying(cast).scored(50, 60)


def keep(applying, by, seen=0, reason="团队不足"):
    return prepare(
        due=applying.due("decide_application"), decision="refuse", reason=reason,
        typed=TYPED, seen=seen, by=by, at=clock.now(),
    )  # fmt: skip


def out(applying, by, seen):
    at = clock.now()
    publish(
        due=Due.objects.get(application=applying.row, node="decide_application"),
        seen=seen, by=by, at=at,
        perform=lambda row, _task: refuse(
            application=row, reason="团队不足", by=by, at=at
        ),
    )  # fmt: skip


def said():
    rows = Entry.objects.filter(deed__endswith="_decision").order_by("pk")
    return [(row.deed.split(".")[1], row.before, row.after) for row in rows]


def facts(applying, reason="团队不足"):
    return {"name": applying.provider.name, "decision": "refuse", "reason": reason}


def second_officer():
    return make_user("第二位", Role.OFFICER, 990)


def test_a_kept_decision_moves_nothing_and_tells_nobody(cast, scored):
    before = Message.objects.count()
    due = scored.due("decide_application")
    engine.claim(due=due, by=cast.officer, at=clock.now())
    row = keep(scored, cast.officer)
    assert fresh(scored.row).state == ApplicationState.DECIDING
    assert fresh(scored.row).reason == ""
    assert Message.objects.count() == before
    assert scored.due("decide_application").task.owner is None  # whoever publishes
    assert row.version == 1
    assert said() == [("prepare_decision", {}, facts(scored))]


def test_only_the_bureau_sees_it(cast, scored):
    keep(scored, cast.officer)
    seen = {
        role: Prepared.objects.visible_to(user).count()
        for role, user in (
            ("officer", cast.officer), ("coordinator", scored.coordinator),
            ("assessor", cast.assessor), ("manager", cast.manager),
            ("district_officer", cast.district_officer),
        )
    }  # fmt: skip
    assert seen == {"officer": 1, "coordinator": 0, "assessor": 0, "manager": 0,
                    "district_officer": 0}  # fmt: skip


def test_a_change_says_what_stood_there_before(cast, scored):
    keep(scored, cast.officer)
    assert keep(scored, cast.officer, seen=1, reason="其他").version == 2
    assert said()[1] == ("prepare_decision", facts(scored), facts(scored, "其他"))


def test_a_change_of_what_somebody_else_changed_is_refused(cast, scored):
    keep(scored, cast.officer)
    other = second_officer()
    with pytest.raises(LostRace, match="has changed the pending decision meanwhile"):
        keep(scored, other)  # its page showed no decision yet
    keep(scored, cast.officer, seen=1)
    with pytest.raises(LostRace, match="has changed the pending decision meanwhile"):
        out(scored, other, 1)
    assert fresh(scored.row).state == ApplicationState.DECIDING


def test_it_can_be_dropped_once(cast, scored):
    keep(scored, cast.officer)
    due = scored.due("decide_application")
    with pytest.raises(NotAllowed):
        drop(due=due, seen=1, by=scored.coordinator, at=clock.now())
    drop(due=due, seen=1, by=cast.officer, at=clock.now())
    with pytest.raises(LostRace, match="has been dropped meanwhile"):
        drop(due=due, seen=1, by=cast.officer, at=clock.now())
    assert said()[1] == ("drop_decision", facts(scored), {})


def test_two_publishing_at_once_publish_once(cast, scored):
    keep(scored, cast.officer)
    out(scored, cast.officer, 1)
    told = Message.objects.filter(to=scored.coordinator).count()
    with pytest.raises(LostRace, match="has already done this step"):
        out(scored, second_officer(), 1)
    assert fresh(scored.row).state == ApplicationState.REFUSED
    assert Message.objects.filter(to=scored.coordinator).count() == told
    assert not Prepared.objects.exists()
    assert said()[1:] == [("publish_decision", facts(scored), {})]


def test_a_step_that_another_has_taken_is_not_published(cast, scored):
    keep(scored, cast.officer)
    due = scored.due("decide_application")
    engine.claim(due=due, by=second_officer(), at=clock.now())
    with pytest.raises(LostRace, match="has already taken this step"):
        out(scored, cast.officer, 1)
    assert Prepared.objects.count() == 1


def test_deciding_at_once_or_a_withdrawal_drops_it(cast, scored):
    keep(scored, cast.officer)
    scored.do("decide_application", cast.officer, decide, reason="例外")
    assert said()[1] == ("drop_decision", facts(scored), {})
    other = Applying(cast, scored.call, 2).scored(80, 80)
    keep(other, cast.officer)
    withdraw(application=fresh(other.row), by=other.coordinator, at=clock.now())
    assert not Prepared.objects.exists()
    with pytest.raises(LostRace, match="no longer open"):
        out(other, cast.officer, 1)


def test_the_clock_of_the_step_runs_on(cast, scored):
    due = scored.due("decide_application")
    keep(scored, cast.officer)
    with clock.set_to(clock.now() + timedelta(days=30)):
        assert list(Due.objects.late(clock.today()).filter(pk=due.pk)) == [due]
