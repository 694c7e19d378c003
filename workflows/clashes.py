"""A provider with a tie to the firm is replaced, by the step the case stands at."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assignments.actions import bar_provider
from assignments.models import Clash
from assignments.taking_back import take_back
from bookings.models import Booking
from foundation.errors import Refused
from workflows import engine
from workflows.models import Due
from workflows.returning import RETURNED

DEED = "assignments.take_back"


def replace_provider(*, clash: Clash, by: Any, at: datetime, reason: str) -> None:
    """Another provider is found; the half-day stays where anybody else can keep it.

    Raises Refused, NotAllowed, LostRace, Busy.
    """
    due = Due.objects.open().with_names().filter(booking=clash.booking).first()
    if due is None:
        raise Refused(_("No step of this case is open just now."))

    def go(case: Booking, _task: Any) -> None:
        bar_provider(booking=case, by=by, at=at, reason=reason)
        take_back(booking=case, by=by, at=at, reason=reason)

    engine.complete(due=due, by=by, at=at, deed=DEED, outcome=RETURNED, perform=go)
