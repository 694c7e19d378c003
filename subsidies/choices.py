"""States of periods, awards, gates, objections; accounts of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodState(TextChoices):
    """A period's life, from opening to the last payment."""

    EVALUATING = "evaluating", _("Being evaluated")
    CHECKING = "checking", _("Results being checked")
    GATES = "gates", _("Gates")
    PUBLISHING = "publishing", _("To be published")
    NOTICE = "notice", _("In public notice")
    CLOSED = "closed", _("Year closed")


PERIOD_MOVES: dict[str, frozenset[str]] = {
    PeriodState.EVALUATING: frozenset({PeriodState.CHECKING}),
    PeriodState.CHECKING: frozenset({PeriodState.GATES, PeriodState.EVALUATING}),
    PeriodState.GATES: frozenset({PeriodState.PUBLISHING}),
    PeriodState.PUBLISHING: frozenset({PeriodState.NOTICE}),
    PeriodState.NOTICE: frozenset({PeriodState.CLOSED}),
}


class AwardState(TextChoices):
    """An award's life; no path to PAID skips a gate."""

    PROPOSED = "proposed", _("Proposed award")
    BLOCKED = "blocked", _("Held back by a gate")
    NOTICE = "notice", _("In public notice")
    OBJECTED = "objected", _("Objection being decided")
    CORRECTED = "corrected", _("Corrected, to be published again")
    UNDISPUTED = "undisputed", _("Notice ended")
    ORDERED = "ordered", _("Payment ordered")
    PAID = "paid", _("Paid")
    ENDED = "ended", _("Ended without payment")


AWARD_MOVES: dict[str, frozenset[str]] = {
    AwardState.PROPOSED: frozenset({AwardState.NOTICE, AwardState.BLOCKED}),
    AwardState.NOTICE: frozenset(
        {AwardState.OBJECTED, AwardState.UNDISPUTED, AwardState.ENDED}
    ),
    AwardState.OBJECTED: frozenset({AwardState.NOTICE, AwardState.CORRECTED}),
    AwardState.CORRECTED: frozenset({AwardState.NOTICE}),
    AwardState.UNDISPUTED: frozenset({AwardState.ORDERED}),
    AwardState.ORDERED: frozenset({AwardState.PAID}),
}


AWARD_OVER = frozenset({AwardState.PAID, AwardState.ENDED, AwardState.BLOCKED})
ANNOUNCED = frozenset({PeriodState.NOTICE, PeriodState.CLOSED})


class GateKind(TextChoices):
    """The gates before a notice, recorded one by one."""

    CREDIT = "credit", _("Credit check")
    DUPLICATE = "duplicate", _("Duplicate-funding check")
    DECISION = "decision", _("Collective decision")


class ObjectionState(TextChoices):
    """What became of an objection."""

    OPEN = "open", _("Being decided")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Rejected")


OBJECTION_MOVES: dict[str, frozenset[str]] = {
    ObjectionState.OPEN: frozenset({ObjectionState.UPHELD, ObjectionState.REJECTED}),
}


class Account(TextChoices):
    """Accounts of the double-entry ledger."""

    APPROPRIATION = "appropriation", _("Appropriation")
    AVAILABLE = "available", _("Budget available")
    COMMITTED = "committed", _("Budget committed")
    PAID = "paid", _("Budget paid")
