"""Every stage of a case against every deed that leads back, away or out of it.

Of each pair it is written down whether it is allowed, or with exactly which words not.
"""

from uuid import uuid4

import pytest
from django.db import transaction
from django.utils.translation import override

from bookings.actions import refuse
from bookings.choices import Stage
from bookings.models import Booking
from foundation import clock
from foundation.errors import DomainError
from foundation.notices.models import Message
from tests.journey import Journey, fresh, open_due
from workflows import engine, returning, suspending
from workflows.moving import free_half_days, move_case
from workflows.start_complaint import begin_complaint

WALK = ["confirm", "respond", "visit", "assess", "report", "review", "sign_off",
        "accept"]  # fmt: skip


class Undone(Exception):
    """The deed was allowed; everything is as before."""


PLAIN = (
    Stage.CONFIRMING, Stage.RESPONDING, Stage.VISITING, Stage.ASSESSING,
    Stage.REPORTING, Stage.REVIEWING, Stage.SIGNING, Stage.ACCEPTING, Stage.RATING,
)  # fmt: skip


class Roads:
    """How a case comes to each stage, by the deeds of its people."""

    def __init__(self, cast, capture):
        self.cast, self.capture = cast, capture

    def book(self, *, run=True, flagged=False):
        type(self.cast.company).objects.update(above_designated=not flagged)
        self.cast.company.refresh_from_db()
        with self.capture(execute=run):
            return Journey(self.cast)

    def walk(self, *steps):
        journey = self.book()
        for step in steps:
            with self.capture(execute=True):
                getattr(journey, step)()
        return journey

    def refused(self):
        journey = self.book(flagged=True)
        journey.do(
            "triage", self.cast.manager,
            lambda case, by, at: refuse(booking=case, by=by, at=at, reason="非制造业"),
        )  # fmt: skip
        return journey

    def cancelled(self):
        journey = self.book()
        ask(journey, "cancel by the center")
        return journey

    def closed(self):
        journey = self.walk(*WALK)
        for name in ("assessor", "second_assessor"):
            journey.score(self.cast.people[name], 80)
        return journey

    def to(self, stage):
        if stage in PLAIN:
            return self.walk(*WALK[: PLAIN.index(stage)])
        return {
            Stage.TRIAGE: lambda: self.book(flagged=True),
            Stage.PROPOSING: lambda: self.book(run=False),
            Stage.RESCHEDULING: lambda: self.walk("confirm", "respond", "no_show"),
            Stage.CLOSED: self.closed,
            Stage.CANCELLED: self.cancelled,
            Stage.REFUSED: self.refused,
        }[stage]()


@pytest.fixture
def at_stage(cast, jobs_inline, django_capture_on_commit_callbacks):
    def go(stage):
        journey = Roads(cast, django_capture_on_commit_callbacks).to(stage)
        journey.booking.refresh_from_db()
        assert journey.booking.stage == stage
        return journey

    return go


def ask(journey, deed):
    """Do the deed. Raises what the product raises."""
    DEEDS[deed](journey, Booking.objects.with_names().get(pk=journey.booking.pk))


def who(journey, name):
    own = journey.coordinator() if name == "coordinator" else journey.cast.people[name]
    return {"by": fresh(own), "at": clock.now()}


def move(journey, case, name):
    slot = free_half_days(case, at=clock.now()).last()
    return move_case(
        booking=case, slot=slot, reason="停电", **who(journey, name)
    )  # fmt: skip


def suspend(journey, case):
    """Suspended from today on; Refused where the case stays with the provider."""
    provider, officer = case.provider or journey.cast.provider, who(journey, "officer")
    suspending.suspend_provider(
        provider=provider, starts_on=clock.today(), reason="整改", **officer
    )  # fmt: skip
    barring = suspending.barring_of(provider)
    found = suspending.take_jobs_back(provider=provider, barring=barring, **officer)
    if [row.case.pk for row in found] != [case.pk]:
        raise DomainError("stays")
    if found[0].refused:
        raise DomainError(found[0].refused)


def complain(journey, case):
    begin_complaint(
        booking=case, topic="charging", text="收了三千元", files=[], key=uuid4(),
        **who(journey, "firm"),
    )  # fmt: skip


def back_by(name):
    return lambda journey, case: returning.send_back(
        booking=case, reason="有误", **who(journey, name)
    )


def cancel_by(name):
    return lambda journey, case: engine.cancel_case(
        booking=case, reason="停产", **who(journey, name)
    )


DEEDS = {
    "back by the center": back_by("manager"),
    "back by the provider": back_by("coordinator"),
    "cancel by the center": cancel_by("manager"),
    "cancel by the firm": cancel_by("firm"),
    "refer": lambda journey, case: returning.refer_case(
        booking=case, to=journey.cast.other_center, reason="更近",
        **who(journey, "manager"),
    ),
    "move by the firm": lambda journey, case: move(journey, case, "firm"),
    "complain": complain,
    "suspend": suspend,
}  # fmt: skip


def answer(journey, deed):
    """'yes', or the words; the case stands as before."""
    try:
        with override("en"), transaction.atomic():
            ask(journey, deed)
            raise Undone
    except Undone:
        return "yes"
    except DomainError as error:
        return str(error)


YES, STAYS = "yes", "stays"
NOTHING = "Nothing lies before this step."
FINDING = "A provider is being found; a moment, please."
NEW_DATE = "The firm chooses a new date first."
IN_REVIEW = "Return the report with points in the review."
NOT_YOURS = "This step is not yours to do."
ACCEPTED = "The diagnosis is accepted and is not returned."
KEPT = "An accepted diagnosis can no longer be cancelled."
CENTER_ENDS = "After the visit only the center can end the case."
ENDED = "This case has ended already."
CONFIRMED = "A case can be referred before its provider is confirmed."
HELD = "Only a visit that lies ahead can be moved."
NOBODY_YET = "You can complain once a provider has been assigned to the case."
# In the order of DEEDS: back by the center, by the provider; cancelled by the center,
# by the firm; referred; moved; complained of; left by a provider that is suspended.
EXPECTED = {
    Stage.TRIAGE: (NOTHING, NOTHING, YES, YES, YES, YES, NOBODY_YET, STAYS),
    Stage.PROPOSING: (FINDING, FINDING, YES, YES, CONFIRMED, YES, NOBODY_YET, STAYS),
    Stage.CONFIRMING: (NOTHING, NOTHING, YES, YES, YES, YES, NOBODY_YET, YES),
    Stage.RESPONDING: (YES, NOT_YOURS, YES, YES, CONFIRMED, YES, YES, YES),
    Stage.RESCHEDULING: (NEW_DATE, NEW_DATE, YES, YES, YES, YES, NOBODY_YET, STAYS),
    Stage.VISITING: (YES, YES, YES, YES, CONFIRMED, YES, YES, YES),
    Stage.ASSESSING: (YES, YES, YES, CENTER_ENDS, CONFIRMED, HELD, YES, STAYS),
    Stage.REPORTING: (YES, YES, YES, CENTER_ENDS, CONFIRMED, HELD, YES, STAYS),
    Stage.REVIEWING: (
        IN_REVIEW, IN_REVIEW, YES, CENTER_ENDS, CONFIRMED, HELD, YES, STAYS,
    ),
    Stage.SIGNING: (YES, NOT_YOURS, YES, CENTER_ENDS, CONFIRMED, HELD, YES, STAYS),
    Stage.ACCEPTING: (YES, NOT_YOURS, YES, CENTER_ENDS, CONFIRMED, HELD, YES, STAYS),
    Stage.RATING: (ACCEPTED, ACCEPTED, KEPT, KEPT, CONFIRMED, HELD, YES, STAYS),
    Stage.CLOSED: (ENDED, ENDED, ENDED, ENDED, CONFIRMED, HELD, YES, STAYS),
    Stage.CANCELLED: (ENDED, ENDED, ENDED, ENDED, CONFIRMED, HELD, NOBODY_YET, STAYS),
    Stage.REFUSED: (ENDED, ENDED, ENDED, ENDED, CONFIRMED, HELD, NOBODY_YET, STAYS),
}  # fmt: skip


@pytest.mark.parametrize("stage", list(Stage))
def test_each_deed_is_allowed_or_refused_with_the_right_words(at_stage, stage):
    journey = at_stage(stage)
    found = {deed: answer(journey, deed) for deed in DEEDS}
    assert found == dict(zip(DEEDS, EXPECTED[stage], strict=True))


def test_where_nobody_can_come_the_case_goes_to_another_center(at_stage):
    """The firm is asked there; the step, its days and its people are the other's."""
    journey = at_stage(Stage.RESCHEDULING)
    cast, due = journey.cast, open_due(journey.booking, "reschedule")
    ask(journey, "refer")
    case, moved = fresh(journey.booking), open_due(journey.booking, "reschedule")
    assert (case.center, case.stage, case.slot) == (
        cast.other_center, Stage.RESCHEDULING, None,
    )  # fmt: skip
    assert (moved.pk, moved.center) == (due.pk, cast.other_center)
    told = Message.objects.get(event="bookings.refer")
    assert told.to == cast.firm
    assert not cast.manager.has_perm("bookings.reschedule", case)
    assert cast.people["other_manager"].has_perm("bookings.reschedule", case)
