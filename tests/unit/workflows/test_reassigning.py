"""Another consultant goes to a visit: who may, who is told, who was first."""

import pytest

from bookings.models import Reservation
from diagnoses.models import TeamMember
from foundation.audit.models import Entry
from foundation.errors import LostRace, NotAllowed, Refused
from foundation.notices.models import Message
from providers.models import Consultant
from tests.factories.cases import taken_case
from tests.journey import Journey, fresh, open_due
from workflows import engine
from workflows.reassigning import DEED, reassign_visit
from workflows.replacements import replacements, seat_of


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    """A case given to a provider, which has not answered yet."""
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    made.booking.refresh_from_db()
    return made


def holder(booking):
    """Whoever keeps the half-day."""
    return booking.reservations.select_related("consultant__provider").get().consultant


def colleague(person):
    """The other one of the same provider."""
    return Consultant.objects.exclude(pk=person.pk).get(provider=person.provider)


def give(journey, to, by=None, reason="路远", **more):
    """The manager, or `by`, gives the visit to somebody."""
    booking = fresh(journey.booking)
    reassign_visit(
        booking=booking,
        leaving=more.pop("leaving", None) or holder(booking),
        to=to,
        by=by or journey.cast.manager,
        at=journey.booking.booked_at,
        reason=reason,
    )


def test_an_accepted_visit_goes_to_a_colleague_and_back_and_all_are_told(journey):
    journey.respond()
    first = holder(journey.booking)
    second = colleague(first)
    Message.objects.all().delete()
    give(journey, second)
    assert holder(journey.booking) == second
    team = TeamMember.objects.get(diagnosis__booking=journey.booking)
    assert (team.consultant, team.is_lead) == (second, True)
    told = Message.objects.filter(event=DEED)
    first_user = first.memberships.get().user
    assert {row.to for row in told} == {
        journey.coordinator(),
        journey.cast.firm,
        first_user,
    }
    assert told.get(to=first_user).worded() != ""
    entry = Entry.objects.get(deed=DEED)
    assert (entry.before, entry.after) == (
        {"consultant": first.name},
        {"consultant": second.name, "reason": "路远"},
    )
    give(journey, first)
    assert holder(journey.booking) == first
    open_due(journey.booking, "visit")


def test_before_the_answer_the_center_may_ask_another_provider(journey):
    first, case = holder(journey.booking), journey.booking
    other = Consultant.objects.exclude(provider=first.provider).first()
    with pytest.raises(Refused):  # its coordinator chooses among its own people
        give(journey, other, by=journey.coordinator())
    due = open_due(case, "respond")
    engine.claim(due=due, by=journey.coordinator(), at=case.booked_at)
    give(journey, other)
    case.refresh_from_db()
    assert (case.provider, case.agreement.provider) == (other.provider,) * 2
    moved = open_due(case, "respond")
    assert (moved.pk, moved.provider, moved.task.owner) == (
        due.pk,
        other.provider,
        None,
    )
    journey.respond()
    assert holder(case) == other


def test_who_comes_second_is_told_who_was_first(journey):
    journey.respond()
    first = holder(journey.booking)
    second = colleague(first)
    give(journey, second)
    with pytest.raises(LostRace) as lost:
        give(journey, first, leaving=first)
    assert lost.value.winner == journey.cast.manager.name
    assert second.name in str(lost.value)
    busy = Reservation.objects.get()
    Reservation.objects.filter(pk=busy.pk).update(consultant=first)
    TeamMember.objects.update(consultant=first)
    other = taken_case(journey.cast, first.provider, busy.on)
    Reservation.objects.create(
        consultant=second, on=busy.on, half=busy.half, booking=other
    )
    with pytest.raises(LostRace) as lost:
        give(journey, second)
    assert other.company.name in str(lost.value)
    assert holder(journey.booking) == first


def test_whoever_cannot_go_or_may_not_decide_is_refused_in_words(journey):
    journey.respond()
    first = holder(journey.booking)
    second = colleague(first)
    second.skills.all().delete()
    Consultant.objects.filter(pk=second.pk).update(may_lead=False, is_active=True)
    with pytest.raises(Refused) as refused:
        give(journey, second)
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused):
        give(journey, second, reason=" ")
    with pytest.raises(NotAllowed):
        give(journey, second, by=journey.cast.other_manager)
    with pytest.raises(Refused):  # accepted: nobody of another provider
        give(journey, Consultant.objects.exclude(provider=first.provider).first())
    journey.booking.stage = "reporting"
    with pytest.raises(LostRace):
        reassign_visit(
            booking=journey.booking,
            leaving=first,
            to=second,
            by=journey.cast.manager,
            at=journey.booking.booked_at,
            reason="路远",
        )


def test_the_list_costs_the_same_for_two_and_for_thirty(
    journey, django_assert_max_num_queries
):
    first = holder(journey.booking)

    def count():
        case = type(journey.booking).objects.with_names().get(pk=journey.booking.pk)
        with django_assert_max_num_queries(99) as asked:
            rows = replacements(seat_of(case, first), pool=True, at=case.booked_at)
        return len(asked), len(rows)

    few, people = count()
    for n in range(30):
        make = {"provider": first.provider, "name": f"众{n}"}
        Consultant.objects.create(phone=f"1361{n:07d}", **make)
    assert count() == (few, people + 30)
