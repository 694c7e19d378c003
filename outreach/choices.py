"""What calls lead to, where a firm of a list stands, how a firm answers a booking."""

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from outreach import columns


class ListKind(TextChoices):
    """What an uploaded list is for."""

    TARGETS = columns.TARGETS, _("Firms to be reached")
    EARLIER = columns.EARLIER, _("Firms diagnosed elsewhere")


class TargetState(TextChoices):
    """What the last call to a firm came to."""

    NEW = "new", _("Not called yet")
    CALLED = "called", _("Called")
    NO_ANSWER = "no_answer", _("No answer")
    CALL_BACK = "call_back", _("Call back")
    INTERESTED = "interested", _("Interested")
    REFUSED = "refused", _("Not interested")


OUTCOMES = [choice for choice in TargetState.choices if choice[0] != TargetState.NEW]
TARGET_MOVES: dict[str, frozenset[str]] = {
    state: frozenset(outcome for outcome, _label in OUTCOMES)
    for state in TargetState.values
}

BOOKED, DIAGNOSED = "booked", "diagnosed"
# Where a firm stands: its case goes before what was said on the phone.
STANDS = [
    *TargetState.choices,
    (BOOKED, _("Booked")),
    (DIAGNOSED, _("Diagnosed")),
]


class Answer(TextChoices):
    """What a firm said to a booking made for it."""

    ASKED = "asked", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Confirmed by the firm")
    DECLINED = "declined", _("Declined by the firm")


ANSWER_MOVES: dict[str, frozenset[str]] = {
    Answer.ASKED: frozenset({Answer.CONFIRMED, Answer.DECLINED})
}


class Standing(Enum):
    """What the link for confirming a date finds when it is opened."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    BEGUN = "begun"
    MOVING = "moving"  # another date is being looked for
