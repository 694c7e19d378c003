"""The paths beside the straight one: each is walked to where it leads."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from assignments.models import Decline
from bookings.choices import Stage
from bookings.models import Reservation, Slot
from diagnoses.actions import go_on_unsigned
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import LostRace, NotAllowed, Refused
from ratings.actions import appoint
from ratings.models import ScoreSheet
from tests.cast import make_user
from tests.journey import Journey, fresh, open_due
from workflows import deadlines, engine
from workflows.models import Due

pytestmark = pytest.mark.usefixtures("jobs_inline")


@pytest.fixture
def journey(cast, django_capture_on_commit_callbacks):
    """A booked case; background steps run as soon as they are committed."""
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.booking.refresh_from_db()
    made.commit = lambda act: _committed(act, django_capture_on_commit_callbacks, made)
    return made


def _committed(act, capture, journey):
    with capture(execute=True):
        act()
    journey.booking.refresh_from_db()


def test_a_declined_case_is_proposed_again_without_the_provider(journey):
    journey.confirm()
    first = journey.booking.provider
    journey.commit(journey.decline)
    assert journey.booking.stage == Stage.CONFIRMING
    assert journey.booking.provider is None
    assert Decline.objects.get().provider == first
    assert journey.booking.proposals.first().provider != first


def test_when_everybody_declined_the_firm_is_asked_for_a_new_date(journey):
    for _n in range(2):
        journey.confirm()
        journey.commit(journey.decline)
    assert journey.booking.stage == Stage.RESCHEDULING
    rules = {row["rule"] for row in journey.booking.proposals.first().removed}
    assert rules == {"declined"}


def test_after_a_no_show_the_firm_takes_a_new_half_day_and_the_old_one_is_free(journey):
    journey.confirm()
    journey.respond()
    old = journey.booking.slot
    journey.no_show()
    assert journey.booking.stage == Stage.RESCHEDULING
    assert Slot.objects.get(pk=old.pk).taken == 0
    assert Reservation.objects.count() == 0
    other = Slot.objects.filter(center=journey.cast.center, on__gt=old.on)[3]
    journey.commit(lambda: journey.reschedule(other))
    assert journey.booking.slot == other
    assert journey.booking.stage == Stage.CONFIRMING


def test_a_returned_report_comes_back_as_its_second_version(journey):
    for step in (journey.confirm, journey.respond, journey.visit, journey.assess):
        step()
    journey.report()
    journey.review(passed=False, points="补充证据")
    assert journey.booking.stage == Stage.REPORTING
    journey.report(days=7)
    assert journey.booking.diagnosis.report.version == 2
    journey.review(days=8)
    assert journey.booking.stage == Stage.SIGNING
    assert fresh(journey.booking.diagnosis).returns == 1


def to_signing(journey):
    for step in (
        journey.confirm,
        journey.respond,
        journey.visit,
        journey.assess,
        journey.report,
        journey.review,
    ):
        step()


def unsigned(journey, days):
    moment = journey.later(days=days)
    due = open_due(journey.booking, "sign_off")
    manager = fresh(journey.cast.manager)
    with clock.set_to(moment):
        engine.complete(
            due=due,
            by=manager,
            at=moment,
            deed="diagnoses.go_on_unsigned",
            perform=lambda case, task: go_on_unsigned(
                booking=case, reason="电话三次无人接听", by=manager, at=moment
            ),
        )
    journey.booking.refresh_from_db()


def test_a_silent_firm_is_reminded_and_then_does_not_block(journey):
    to_signing(journey)
    with pytest.raises(Refused):
        unsigned(journey, 8)
    assert journey.booking.stage == Stage.SIGNING
    unsigned(journey, 30)
    assert journey.booking.stage == Stage.ACCEPTING
    assert journey.booking.diagnosis.sign_off.score is None


def test_the_manager_cannot_sign_for_the_firm(journey):
    to_signing(journey)
    with pytest.raises(NotAllowed):
        engine.complete(
            due=open_due(journey.booking, "sign_off"),
            by=fresh(journey.cast.manager),
            at=clock.now(),
            perform=lambda case, task: None,
        )


def test_a_firm_cancels_before_the_visit_and_everything_is_free_again(journey):
    journey.confirm()
    slot = journey.booking.slot
    engine.cancel_case(
        booking=journey.booking,
        by=fresh(journey.cast.firm),
        at=clock.now(),
        reason="停产",
    )
    journey.booking.refresh_from_db()
    assert journey.booking.stage == Stage.CANCELLED
    assert Slot.objects.get(pk=slot.pk).taken == 0
    assert Due.objects.open().filter(booking=journey.booking).count() == 0
    assert fresh(journey.booking.diagnosis).process.status == "CANCELED"
    with pytest.raises(LostRace):
        engine.cancel_case(
            booking=journey.booking,
            by=fresh(journey.cast.firm),
            at=clock.now(),
            reason="再来一次",
        )


def test_after_the_visit_a_case_is_not_cancelled(journey):
    for step in (journey.confirm, journey.respond, journey.visit):
        step()
    with pytest.raises(Refused):
        engine.cancel_case(
            booking=journey.booking,
            by=fresh(journey.cast.firm),
            at=clock.now(),
            reason="太迟",
        )
    assert fresh(journey.booking).stage == Stage.ASSESSING


def test_a_cancelled_firm_may_book_again_in_the_same_campaign(
    journey, django_capture_on_commit_callbacks
):
    engine.cancel_case(
        booking=journey.booking,
        by=fresh(journey.cast.firm),
        at=clock.now(),
        reason="换时间",
    )
    with django_capture_on_commit_callbacks(execute=True):
        again = Journey(journey.cast)
    assert fresh(again.booking).stage == Stage.CONFIRMING


def test_a_firm_has_one_open_diagnosis_per_campaign(journey):
    with pytest.raises(Refused):
        Journey(journey.cast)


def test_a_step_taken_by_one_is_not_taken_by_another(journey):
    colleague = make_user("colleague", Role.MANAGER, 90, center=journey.cast.center)
    due = open_due(journey.booking, "confirm")
    engine.claim(due=due, by=fresh(journey.cast.manager), at=clock.now())
    with pytest.raises(LostRace) as lost:
        engine.claim(due=due, by=colleague, at=clock.now())
    assert lost.value.winner == "manager"
    engine.release(due=due, by=fresh(journey.cast.manager), at=clock.now())
    engine.claim(due=due, by=colleague, at=clock.now())
    assert Due.objects.mine(fresh(colleague), clock.today()).count() == 1


def test_every_open_step_can_be_handed_over_with_a_reason(journey):
    colleague = make_user("colleague", Role.MANAGER, 90, center=journey.cast.center)
    due = open_due(journey.booking, "confirm")
    with pytest.raises(Refused):
        engine.reassign(
            due=due,
            to=colleague,
            by=fresh(journey.cast.manager),
            reason=" ",
            at=clock.now(),
        )
    engine.reassign(
        due=due,
        to=colleague,
        by=fresh(journey.cast.manager),
        reason="休假",
        at=clock.now(),
    )
    assert Due.objects.mine(fresh(colleague), clock.today()).get() == due


def test_a_step_is_not_handed_to_somebody_who_may_not_do_it(journey):
    with pytest.raises(Refused):
        engine.reassign(
            due=open_due(journey.booking, "confirm"),
            to=fresh(journey.cast.other_manager),
            by=fresh(journey.cast.manager),
            reason="休假",
            at=clock.now(),
        )


def test_a_score_sheet_goes_over_to_another_eligible_assessor(journey):
    third = make_user("third", Role.ASSESSOR, 91)
    journey.to_rating()
    due = Due.objects.get(assessor=journey.cast.assessor, done_at=None)
    engine.reassign(
        due=due,
        to=third,
        by=fresh(journey.cast.officer),
        reason="生病",
        at=clock.now(),
    )
    people = set(
        ScoreSheet.objects.filter(booking=journey.booking).values_list(
            "assessor__name", flat=True
        )
    )
    assert people == {"third", "second_assessor"}
    journey.score(third, 80)
    journey.score(journey.cast.second_assessor, 90)
    assert journey.booking.stage == Stage.CLOSED


def test_people_of_the_provider_never_score_its_reports(journey):
    for name in ("assessor", "second_assessor"):
        Membership.objects.create(
            user=getattr(journey.cast, name),
            role=Role.CONSULTANT,
            provider=journey.cast.provider,
            starts_on="2024-01-01",
        )
        Membership.objects.create(
            user=getattr(journey.cast, name),
            role=Role.CONSULTANT,
            provider=journey.cast.other_provider,
            starts_on="2024-01-01",
        )
    journey.to_rating()
    assert ScoreSheet.objects.count() == 0
    due = open_due(journey.booking, "appoint")
    officer = fresh(journey.cast.officer)
    experts = [make_user(f"expert{n}", Role.ASSESSOR, 92 + n) for n in range(2)]
    with pytest.raises(Refused):
        appoint(
            booking=journey.booking,
            people=[journey.cast.assessor, experts[0]],
            by=officer,
            at=clock.now(),
        )
    engine.complete(
        due=due,
        by=officer,
        at=clock.now(),
        perform=lambda case, task: appoint(
            booking=case, people=experts, by=officer, at=clock.now()
        ),
    )
    for expert in experts:
        journey.score(expert, 70)
    assert journey.booking.stage == Stage.CLOSED


def test_each_step_is_reminded_once_and_marked_overdue_once(journey):
    due = open_due(journey.booking, "confirm")
    at = clock.now() + timedelta(days=8)
    deadlines.fire(at=at - timedelta(days=3))
    deadlines.fire(at=at)
    deadlines.fire(at=at)
    due.refresh_from_db()
    assert due.overdue_told_at is not None
    overdue = journey.cast.manager.messages.filter(
        event="confirm", text=deadlines.OVERDUE
    )
    reminders = journey.cast.manager.messages.filter(
        event="confirm", text=deadlines.REMINDER
    )
    assert (overdue.count(), reminders.count()) == (1, 1)


def test_no_message_follows_a_cancellation(journey):
    engine.cancel_case(
        booking=journey.booking,
        by=fresh(journey.cast.firm),
        at=clock.now(),
        reason="停产",
    )
    assert deadlines.fire(at=clock.now() + timedelta(days=60)) == 0
