"""A firm moves its diagnosis from every stage before the visit; the flow is whole."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from assignments.choices import ProposalState
from bookings.choices import Stage
from bookings.holders import LinkHolder
from bookings.models import Booking, MissedVisit, Reservation, Slot
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import LostRace, NotAllowed, Refused
from foundation.notices.models import Message
from providers.models import Consultant, Leave
from tests.cast import make_company
from tests.journey import Journey, fresh, open_due
from workflows import dispatch, engine, jobs
from workflows.moving import move_case
from workflows.start import book_diagnosis


@pytest.fixture
def world(cast, jobs_inline, django_capture_on_commit_callbacks):
    """A way to run a case on to a stage; background steps run at once."""

    def begin(*steps: str, **wishes) -> Journey:
        with django_capture_on_commit_callbacks(execute=True):
            journey = Journey(cast, **{"slot": cast.slot(10), **wishes})
        for step in steps:
            with django_capture_on_commit_callbacks(execute=True):
                getattr(journey, step)()
        journey.booking.refresh_from_db()
        Message.objects.all().delete()
        return journey

    def move(journey, slot, **how):
        by = how.pop("by", cast.firm)
        with django_capture_on_commit_callbacks(execute=True):
            moved = move_case(
                booking=fresh(journey.booking),
                slot=slot,
                by=by,
                at=how.pop("at", clock.now()),
                reason=how.pop("reason", "设备检修"),
            )

        return fresh(moved)

    begin.move = move
    return begin


def away(consultants, slot):
    for each in consultants:
        Leave.objects.create(consultant=each, first_on=slot.on, last_on=slot.on)


def standing(booking):
    """The open steps of the case, human and background."""
    rows = Task.objects.filter(process__diagnosis__booking=booking)
    left = rows.exclude(status__in=[STATUS.DONE, STATUS.CANCELED])
    return [task.flow_task.name for task in left]


def told(message_to=None):
    return {message.to.name for message in Message.objects.all()}


@pytest.mark.parametrize(
    ("steps", "stage", "open_steps"),
    [
        ((), Stage.CONFIRMING, ["confirm"]),
        (("confirm",), Stage.RESPONDING, ["respond"]),
        (("confirm", "respond"), Stage.VISITING, ["visit"]),
    ],
)
def test_the_case_moves_at_once_and_its_stage_stays(
    world, cast, steps, stage, open_steps
):
    journey = world(*steps)
    old, new = journey.booking.slot, cast.slot(14)
    moved = world.move(journey, new)
    assert (moved.stage, moved.slot, moved.sequence) == (stage, new, 1)
    assert (fresh(old).taken, fresh(new).taken) == (0, 1)
    assert standing(moved) == open_steps
    for row in moved.reservations.all():
        assert (row.on, row.half) == (new.on, new.half)
    entry = Entry.objects.get(deed="bookings.reschedule")
    assert (entry.before["slot"], entry.after["slot"]) == (str(old), str(new))


def test_a_flagged_case_moves_while_it_waits_for_triage(world, cast):
    small = make_company("小厂", cast.center.district, 70, above_designated=False)
    cast.company = small
    cast.firm.memberships.update(company=small)
    cast.people["firm"] = fresh(cast.firm)
    moved = world.move(world(), cast.slot(14), by=cast.firm)
    assert (moved.stage, standing(moved)) == (Stage.TRIAGE, ["triage"])


def test_a_provider_looked_for_while_the_case_moved_is_looked_for_again(cast, monday):
    """The search ran for the old half-day; its outcome is not written down."""
    booking = book_diagnosis(
        company=cast.company, slot=cast.slot(10), by=cast.firm, at=monday
    )
    task = Task.objects.get(
        process__diagnosis__booking=booking, status=STATUS.SCHEDULED
    )
    found = task.flow_task.find(task)
    new = cast.slot(14)
    busy = Consultant.objects.filter(pk=found["best"]["consultant"])
    away(busy, new)
    move_case(
        booking=fresh(booking), slot=new, by=cast.firm, at=monday, reason="设备检修"
    )
    with dispatch.inline(lambda _task: None), task.activation() as activation:
        activation.claim(60)
        activation.flow_task.apply(activation, found)
        activation.execute()
    proposal = fresh(booking).proposals.get()
    assert proposal.consultant_id not in {each.pk for each in busy}
    assert fresh(booking).stage == Stage.CONFIRMING


def test_before_the_center_decided_another_proposal_takes_the_place_of_the_first(
    world, cast
):
    journey = world()
    first = journey.booking.proposals.get()
    new = cast.slot(14)
    away(Consultant.objects.filter(pk=first.consultant_id), new)
    moved = world.move(journey, new)
    assert fresh(first).state == ProposalState.DROPPED
    assert moved.proposals.get(state=ProposalState.OPEN).consultant_id != (
        first.consultant_id
    )


def test_a_half_day_on_which_nobody_of_the_sector_is_free_is_refused(world, cast):
    journey = world()
    new = cast.slot(14)
    away(Consultant.objects.all(), new)
    with pytest.raises(Refused):
        world.move(journey, new)
    assert fresh(journey.booking).slot == journey.booking.slot
    assert fresh(new).taken == 0
    assert journey.booking.proposals.get().state == ProposalState.OPEN


def test_a_provider_that_has_not_answered_is_asked_for_whoever_is_free_then(
    world, cast
):
    journey = world("confirm")
    meant = journey.booking.reservations.get().consultant
    new = cast.slot(14)
    away([meant], new)
    moved = world.move(journey, new)
    colleague = moved.reservations.get().consultant
    assert (moved.stage, moved.provider) == (Stage.RESPONDING, meant.provider)
    assert (colleague.provider, colleague == meant) == (meant.provider, False)
    assert {"firm", "manager", journey.coordinator().name} <= told()


def test_a_provider_with_nobody_free_gives_way_to_another_before_it_has_answered(
    world, cast
):
    journey = world("confirm")
    provider = journey.booking.provider
    new = cast.slot(14)
    away(provider.consultants.all(), new)
    moved = world.move(journey, new)
    assert (moved.stage, moved.provider) == (Stage.CONFIRMING, None)
    assert moved.proposals.get(state=ProposalState.OPEN).provider != provider
    assert standing(moved) == ["confirm"]
    assert Reservation.objects.count() == 0


def test_after_acceptance_the_lead_comes_along_and_the_visit_is_due_on_the_new_day(
    world, cast
):
    journey = world("confirm", "respond")
    due = open_due(journey.booking, "visit")
    lead = journey.booking.diagnosis.team.get().consultant
    new = cast.slot(20)
    moved = world.move(journey, new)
    assert moved.reservations.get().consultant == lead
    assert moved.diagnosis.team.get().consultant == lead
    assert fresh(due).due_on > due.due_on
    assert fresh(due).due_on > new.on


def test_who_of_the_team_is_not_free_stays_behind(world, cast):
    journey = world("confirm", "respond")
    team = journey.booking.diagnosis.team
    lead = team.get().consultant
    other = lead.provider.consultants.exclude(pk=lead.pk).get()
    team.create(consultant=other)
    Reservation.objects.create(
        booking=journey.booking,
        consultant=other,
        on=journey.booking.slot.on,
        half=journey.booking.slot.half,
    )
    new = cast.slot(14)
    away([other], new)
    moved = world.move(journey, new)
    assert [row.consultant for row in moved.reservations.all()] == [lead]
    assert [row.consultant for row in moved.diagnosis.team.all()] == [lead]


def test_where_the_lead_is_not_free_a_provider_is_found_anew_by_the_existing_way(
    world, cast
):
    journey = world("confirm", "respond")
    provider = journey.booking.provider
    new = cast.slot(14)
    away(provider.consultants.all(), new)
    moved = world.move(journey, new)
    assert (moved.stage, moved.slot, moved.provider) == (Stage.CONFIRMING, new, None)
    assert moved.proposals.get(state=ProposalState.OPEN).provider != provider
    assert standing(moved) == ["confirm"]
    assert moved.diagnosis.team.count() == 0
    assert Reservation.objects.count() == 0
    assert not Message.objects.filter(event="reschedule").exists()
    events = set(Message.objects.values_list("event", flat=True))
    assert events == {"bookings.reschedule", "confirm"}


def test_everybody_affected_is_told_and_nobody_else(world, cast):
    journey = world("confirm", "respond")
    world.move(journey, cast.slot(14))
    people = {"firm", "manager", journey.coordinator().name}
    lead = journey.booking.diagnosis.team.get().consultant
    people |= {m.user.name for m in lead.memberships.all()}
    assert told() == people
    assert Message.objects.count() == len(people)


def test_whoever_does_not_come_any_more_is_told_so_without_a_page_of_theirs(
    world, cast
):
    journey = world("confirm", "respond")
    coordinator = journey.coordinator()
    new = cast.slot(14)
    away(journey.booking.provider.consultants.all(), new)
    world.move(journey, new)
    message = Message.objects.get(to=coordinator)
    assert (message.link, message.event) == ("", "bookings.reschedule")


def test_a_case_that_needs_a_new_date_takes_it_by_the_same_way(world, cast):
    journey = world("confirm", "respond", "no_show")
    assert journey.booking.stage == Stage.RESCHEDULING
    assert MissedVisit.objects.get().booking == journey.booking
    with clock.set_to(clock.now() + timedelta(days=20)):
        moved = world.move(journey, cast.slot(30))
    assert moved.stage == Stage.CONFIRMING
    assert standing(moved) == ["confirm"]


def test_the_holder_of_a_link_moves_the_case_and_stays_nameless(world, cast):
    journey = world("confirm", "respond")
    new = cast.slot(14)
    away(journey.booking.provider.consultants.all(), new)
    holder = LinkHolder("bookings.reschedule", journey.booking)
    moved = world.move(journey, new, by=holder)
    assert (moved.stage, moved.slot) == (Stage.CONFIRMING, new)
    entry = Entry.objects.filter(deed="bookings.reschedule").latest("pk")
    assert (entry.actor, entry.actor_name) == (None, "")


def test_a_link_to_one_case_opens_no_other_and_no_other_deed(world, cast):
    journey = world()
    other = Booking(pk=journey.booking.pk + 1)
    for holder in (
        LinkHolder("bookings.reschedule", other),
        LinkHolder("bookings.cancel", journey.booking),
    ):
        with pytest.raises(NotAllowed):
            world.move(journey, cast.slot(14), by=holder)


def test_a_full_half_day_names_the_nearest_and_the_case_stands_as_before(world, cast):
    journey = world("confirm", "respond")
    new = cast.slot(14)
    Slot.objects.filter(pk=new.pk).update(capacity=0, planned=0)
    with pytest.raises(LostRace) as lost:
        world.move(journey, fresh(new))
    assert len(lost.value.reasons[1].split("、")) == 3
    case = fresh(journey.booking)
    assert (case.slot, case.sequence) == (journey.booking.slot, 0)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_move_goes_without_a_reason(world, cast, reason):
    with pytest.raises(Refused):
        world.move(world(), cast.slot(14), reason=reason)


def test_the_same_half_day_is_no_move(world, cast):
    journey = world()
    with pytest.raises(Refused):
        world.move(journey, journey.booking.slot)


def test_after_the_cut_off_the_firm_calls_the_center_which_can_still_move(world, cast):
    journey = world("confirm", "respond")
    late = journey.booking.slot.starts_at - timedelta(hours=23)
    with clock.set_to(late):
        with pytest.raises(Refused) as refused:
            world.move(journey, cast.slot(20), at=late)
        assert cast.center.phone in str(refused.value)
        with pytest.raises(Refused):
            engine.cancel_case(
                booking=fresh(journey.booking), by=cast.firm, at=late, reason="病了"
            )
        assert world.move(journey, cast.slot(20), at=late, by=cast.manager).sequence


def test_whoever_saw_an_older_state_changes_nothing(world, cast, monday):
    journey = world()
    seen = fresh(journey.booking)
    world.move(journey, cast.slot(14))
    with pytest.raises(LostRace):
        move_case(
            booking=seen, slot=cast.slot(20), by=cast.firm, at=monday, reason="出差"
        )
    with pytest.raises(LostRace):
        engine.cancel_case(booking=seen, by=cast.firm, at=monday, reason="出差")


def test_after_the_visit_nothing_moves(world, cast, monday):
    journey = world("confirm", "respond", "visit")
    with pytest.raises(Refused):
        world.move(journey, cast.slot(20))


def test_a_stranger_moves_nothing(world, cast):
    with pytest.raises(NotAllowed):
        world.move(world(), cast.slot(14), by=cast.other_firm)


def test_cancelling_tells_firm_center_and_whoever_would_have_come(world, cast, monday):
    journey = world("confirm", "respond")
    lead = journey.booking.diagnosis.team.get().consultant
    engine.cancel_case(
        booking=journey.booking, by=cast.firm, at=monday, reason="订单太紧"
    )
    people = {"firm", "manager", journey.coordinator().name}
    people |= {m.user.name for m in lead.memberships.all()}
    assert told() == people
    assert fresh(journey.booking).sequence == 1
    assert jobs.sweep() == 0
