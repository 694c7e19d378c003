"""One step back, another center, an end after the visit: by the step's own task."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from assignments import actions as assigning
from assignments.actions import drop_open
from assignments.choices import Fault
from bookings.actions.referring import refer
from bookings.choices import BEFORE_VISIT, RUNNING, Stage
from bookings.models import Booking
from centers.models import Center
from diagnoses.actions import (
    return_assessment,
    return_to_review,
    return_to_signing,
    return_visit,
)
from foundation.access.roles import Role
from foundation.errors import Refused
from foundation.notices.actions import tell
from workflows import dues, engine
from workflows.models import Due
from workflows.summary import subject_words

WENT_BACK = gettext_noop("%(subject)s has gone one step back. Reason: %(reason)s")
RETURNED = "returned"  # the outcome of a step that was not done but undone


@dataclass(frozen=True)
class Back:
    """How a case leaves a stage backwards: who may, what happens, in words."""

    deed: str
    act: Callable[..., None]
    words: Any
    help: Any
    asks_fault: bool = False  # whether it is to be said whose doing it was


TAKE_BACK = Back(
    "assignments.take_back",
    assigning.take_back,
    gettext_lazy("Take the case back from the provider"),
    gettext_lazy("The half-day stays. The center decides on a provider anew."),
)
GIVE_BACK = Back(
    "assignments.give_back",
    assigning.give_back,
    gettext_lazy("Give the visit back"),
    gettext_lazy("The center decides on another provider; this case is yours no more."),
)
BACK: dict[str, Back] = {
    Stage.RESPONDING: TAKE_BACK,
    Stage.VISITING: replace(TAKE_BACK, asks_fault=True),
    Stage.ASSESSING: Back(
        "diagnoses.return_visit",
        return_visit,
        gettext_lazy("The visit was recorded wrongly"),
        gettext_lazy("The record becomes void and is to be made again."),
    ),
    Stage.REPORTING: Back(
        "diagnoses.return_assessment",
        return_assessment,
        gettext_lazy("Assess again"),
        gettext_lazy("The answers stay as a start; the report waits."),
    ),
    Stage.SIGNING: Back(
        "diagnoses.return_to_review",
        return_to_review,
        gettext_lazy("The report is not right"),
        gettext_lazy("The center looks at it again, with your reason beside it."),
    ),
    Stage.ACCEPTING: Back(
        "diagnoses.return_to_signing",
        return_to_signing,
        gettext_lazy("Have it signed again"),
        gettext_lazy("The firm reads the report and signs once more."),
    ),
}
NO_WAY_BACK: dict[str, Any] = {
    Stage.TRIAGE: gettext_lazy("Nothing lies before this step."),
    Stage.PROPOSING: gettext_lazy("A provider is being found; a moment, please."),
    Stage.CONFIRMING: gettext_lazy("Nothing lies before this step."),
    Stage.RESCHEDULING: gettext_lazy("The firm chooses a new date first."),
    Stage.REVIEWING: gettext_lazy("Return the report with points in the review."),
    Stage.RATING: gettext_lazy("The diagnosis is accepted and is not returned."),
    Stage.CLOSED: gettext_lazy("This case has ended already."),
    Stage.CANCELLED: gettext_lazy("This case has ended already."),
    Stage.REFUSED: gettext_lazy("This case has ended already."),
}
REFERABLE = (Stage.TRIAGE, Stage.CONFIRMING, Stage.RESCHEDULING)
AFTER_VISIT = RUNNING.difference(BEFORE_VISIT, {Stage.RATING})


def way_back(booking: Booking, by: Any) -> Back | None:
    """The way back that this person may take, if the stage has one."""
    ways = [BACK.get(booking.stage)]
    if booking.stage == Stage.VISITING:
        ways.append(GIVE_BACK)
    mine = (back for back in ways if back and by.has_perm(back.deed, booking))
    return next(mine, None)


def may_end(booking: Booking, by: Any) -> bool:
    """Whether the person may end the case after its visit, before acceptance."""
    return (
        booking.stage in AFTER_VISIT
        and by.role == Role.MANAGER
        and by.has_perm("bookings.cancel", booking)
    )


def send_back(
    *, booking: Booking, by: Any, at: datetime, reason: str, fault: str = Fault.NONE
) -> None:
    """The case goes one step back; who has it now is told why.

    `fault`: whose doing it was, where that is asked. Raises Refused, NotAllowed,
    LostRace, Busy.
    """
    back = way_back(booking, by) or BACK.get(booking.stage)
    if back is None:
        raise Refused(str(NO_WAY_BACK[booking.stage]))
    if not reason.strip():
        raise Refused(_("Please say why."))
    more = {"fault": fault} if back.asks_fault else {}
    give_back(
        booking=booking, deed=back.deed, by=by, at=at, reason=reason,
        act=lambda case: back.act(booking=case, by=by, at=at, reason=reason, **more),
    )  # fmt: skip


@transaction.atomic
def give_back(
    *,
    booking: Booking,
    deed: str,
    act: Callable[[Booking], None],
    by: Any,
    at: datetime,
    reason: str,
) -> None:
    """End the open step by `act`, undone; who has the case now is told why."""
    engine.complete(
        due=open_step(booking), by=by, at=at, deed=deed, outcome=RETURNED,
        perform=lambda case, _task: act(case),
    )  # fmt: skip
    now = open_step(booking)
    tell(
        people=dues.people_for(now, at), event="returned", text=WENT_BACK, at=at,
        link=f"/tasks/{now.task_id}/", about=now, subject=subject_words(booking),
        reason=reason,
    )  # fmt: skip


def refer_case(
    *, booking: Booking, to: Center, by: Any, at: datetime, reason: str
) -> None:
    """Another center takes the case. Raises Refused, NotAllowed, LostRace, Busy.

    Where the firm is asked for a new date already, it is asked for one there.
    """
    if booking.stage not in REFERABLE:
        raise Refused(_("A case can be referred before its provider is confirmed."))

    def go(case: Booking, _task: Any) -> None:
        drop_open(case, by=by, at=at)
        refer(booking=case, to=to, by=by, at=at, reason=reason)

    due, deed = open_step(booking), "bookings.refer"
    if booking.stage == Stage.RESCHEDULING:
        with engine.to_be_done(due=due, by=by, at=at, deed=deed) as activation:
            go(activation.process.subject, activation.task)
            Due.objects.filter(pk=due.pk).update(center=to, opened_at=at)
            dues.redate(Due.objects.with_names().get(pk=due.pk))
        return
    engine.complete(
        due=due, by=by, at=at, deed=deed, outcome=RETURNED, perform=go
    )  # fmt: skip


def open_step(booking: Booking) -> Due:
    """The open step of the case. Raises Refused while none is open."""
    due = Due.objects.open().with_names().filter(booking=booking).first()
    if due is None:
        raise Refused(_("No step of this case is open just now."))
    return due
