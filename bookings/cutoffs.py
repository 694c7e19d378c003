"""Until when a firm changes or cancels by itself, and who it calls afterwards."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Slot
from foundation.access.roles import Role
from foundation.day_words import moment
from foundation.errors import Refused


def changeable_until(slot: Slot) -> datetime:
    """The last moment for the firm itself: the service's hours before the start.

    Whom the center's closed days made look for another time may do so to the last.
    """
    if slot.is_called_off:
        return slot.starts_at
    return slot.starts_at - timedelta(hours=slot.service.cutoff_hours)


def is_late(slot: Slot, *, at: datetime) -> bool:
    """Whether that moment is past."""
    return at > changeable_until(slot)


def refuse_late(slot: Slot | None, *, by: Any, at: datetime) -> None:
    """Raises Refused for a firm after the cut-off; the center is not bound by it."""
    bound = by.role == Role.COMPANY and not getattr(by, "is_asked", False)
    if slot is None or not bound or not is_late(slot, at=at):
        return
    words = _(
        "This could be changed or cancelled here until %(until)s, because people have "
        "planned their way by then. Please call the center: %(phone)s."
    )
    until = moment(changeable_until(slot))
    raise Refused(words % {"until": until, "phone": slot.center.phone})
