"""A provider with a tie to the firm is replaced, by the step the case stands at."""

from datetime import datetime
from typing import Any

from assignments.actions import bar_provider, take_back
from assignments.models import Clash
from bookings.models import Booking
from workflows import engine
from workflows.returning import RETURNED, open_step

DEED = "assignments.take_back"


def replace_provider(*, clash: Clash, by: Any, at: datetime, reason: str) -> None:
    """Another provider is found; the half-day stays where anybody else can keep it.

    Raises Refused, NotAllowed, LostRace, Busy.
    """

    def go(case: Booking, _task: Any) -> None:
        bar_provider(booking=case, by=by, at=at, reason=reason)
        take_back(booking=case, by=by, at=at, reason=reason)

    due = open_step(clash.booking)
    engine.complete(due=due, by=by, at=at, deed=DEED, outcome=RETURNED, perform=go)
