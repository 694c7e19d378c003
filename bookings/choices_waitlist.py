"""Where an entry of a waiting list, and an offer made to it, can stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WaitState(TextChoices):
    """Where an entry stands."""

    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Time offered")
    MET = "met", _("Booked")
    LEFT = "left", _("Left the list")
    REMOVED = "removed", _("Taken off by the center")
    PAST = "past", _("Days are past")


OPEN_WAITS = (WaitState.WAITING, WaitState.OFFERED)
WAIT_MOVES: dict[str, frozenset[str]] = {
    WaitState.WAITING: frozenset(WaitState) - {WaitState.WAITING},
    WaitState.OFFERED: frozenset(WaitState) - {WaitState.OFFERED},
    WaitState.LEFT: frozenset({WaitState.WAITING}),  # thought better of it
}


class OfferState(TextChoices):
    """What became of an offered time."""

    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("No longer holds")


OFFER_MOVES: dict[str, frozenset[str]] = {
    OfferState.OPEN: frozenset(OfferState) - {OfferState.OPEN}
}
