"""Refusals that name what is free instead."""

from datetime import datetime

from django.utils.translation import gettext as _

from bookings import places
from bookings.models import Slot
from centers.choices import ServiceKind
from foundation.errors import LostRace


def full(slot: Slot, *, at: datetime) -> LostRace:
    """The refusal of a full slot, naming the nearest free ones."""
    near = places.nearest_free(slot, at=at)
    free = {"free": "、".join(str(other) for other in near)}
    if slot.kind == ServiceKind.VISIT:
        words = _("This half-day has just been taken.")
        none = _("No other half-day is free at present.")
        some = _("Nearest free half-days: %(free)s") % free
    else:
        words = _("This time has just been taken.")
        none = _("No other time is free at present.")
        some = _("Nearest free times: %(free)s") % free
    return LostRace(words, some if near else none)
