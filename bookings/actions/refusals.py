"""Refusals that say why, and name what is free instead."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings import places
from bookings.models import Slot
from centers.choices import ServiceKind
from foundation.clock import local_day
from foundation.day_words import moment, with_days
from foundation.errors import LostRace
from foundation.prepared import Given, prepared


def full(slot: Slot, *, at: datetime) -> LostRace:
    """The refusal of a slot that cannot be had, naming the nearest free ones."""
    near = places.nearest_free(slot, at=at)
    times = "、".join(str(other) for other in near)
    free = {"free": with_days(times, local_day(at))}
    if slot.kind == ServiceKind.VISIT:
        none = _("No other half-day is free at present.")
        some = _("Nearest free half-days: %(free)s") % free
    else:
        none = _("No other time is free at present.")
        some = _("Nearest free times: %(free)s") % free
    return LostRace(why_not(slot, at=at), some if near else none, instead=near)


def why_not(slot: Slot, *, at: datetime) -> str:
    """Why the slot, as it stands now, cannot be had; taken where nothing else is."""
    now = _as_it_stands.first(slot=slot)
    if now is None:
        return _("This time is no longer on the calendar.")
    if not now.service.is_open:
        return _("This service cannot be booked at present.")
    if now.is_closed:
        return _("The center has closed this time meanwhile.")
    return _too_early_or_late(now, at) or _taken(now)


@prepared
def _as_it_stands() -> Any:
    """A slot, with its service."""
    return Slot.objects.select_related("service").filter(pk=Given("slot"))[:1]


def _too_early_or_late(slot: Slot, at: datetime) -> str:
    if slot.released_at is None:
        return _("This time is not open for booking.")
    if slot.released_at > at:
        words = _("This time can be booked from %(when)s on.")
        return words % {"when": moment(slot.released_at)}
    if slot.bookable_until <= at:
        words = _("This time could be booked until %(when)s.")
        return words % {"when": moment(slot.bookable_until)}
    return ""


def _taken(slot: Slot) -> str:
    if slot.kind == ServiceKind.VISIT:
        return _("This half-day has just been taken.")
    return _("This time has just been taken.")
