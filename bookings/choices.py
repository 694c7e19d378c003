"""Stages of a case and the table of legal moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a case stands; the truth the flow's open tasks are compared with."""

    TRIAGE = "triage", _("Triage")
    PROPOSING = "proposing", _("Finding a provider")
    CONFIRMING = "confirming", _("Center confirms the provider")
    RESPONDING = "responding", _("Provider's answer")
    RESCHEDULING = "rescheduling", _("New date needed")
    VISITING = "visiting", _("Site visit")
    ASSESSING = "assessing", _("On-site assessment")
    REPORTING = "reporting", _("Report being written")
    REVIEWING = "reviewing", _("First review")
    SIGNING = "signing", _("Firm's sign-off")
    ACCEPTING = "accepting", _("Acceptance")
    RATING = "rating", _("Expert rating")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    REFUSED = "refused", _("Not eligible")


ENDED = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.REFUSED})
RUNNING = frozenset(Stage) - ENDED
WITHDRAWN = frozenset({Stage.CANCELLED, Stage.REFUSED})
BEFORE_VISIT = (
    Stage.TRIAGE,
    Stage.PROPOSING,
    Stage.CONFIRMING,
    Stage.RESPONDING,
    Stage.RESCHEDULING,
    Stage.VISITING,
)

STAGE_MOVES: dict[str, frozenset[str]] = {
    Stage.TRIAGE: frozenset(
        {Stage.PROPOSING, Stage.RESCHEDULING, Stage.REFUSED, Stage.CANCELLED}
    ),
    Stage.PROPOSING: frozenset({Stage.CONFIRMING, Stage.RESCHEDULING, Stage.CANCELLED}),
    Stage.CONFIRMING: frozenset(
        {Stage.RESPONDING, Stage.RESCHEDULING, Stage.CANCELLED}
    ),
    Stage.RESPONDING: frozenset(
        {Stage.VISITING, Stage.PROPOSING, Stage.CONFIRMING, Stage.CANCELLED}
    ),
    # at another center, to which it was referred, it waits for a new date as well
    Stage.RESCHEDULING: frozenset(
        {Stage.PROPOSING, Stage.RESCHEDULING, Stage.CANCELLED}
    ),
    Stage.VISITING: frozenset(
        {Stage.ASSESSING, Stage.RESCHEDULING, Stage.CONFIRMING, Stage.CANCELLED}
    ),
    Stage.ASSESSING: frozenset({Stage.REPORTING, Stage.VISITING, Stage.CANCELLED}),
    Stage.REPORTING: frozenset({Stage.REVIEWING, Stage.ASSESSING, Stage.CANCELLED}),
    Stage.REVIEWING: frozenset({Stage.SIGNING, Stage.REPORTING, Stage.CANCELLED}),
    Stage.SIGNING: frozenset({Stage.ACCEPTING, Stage.REVIEWING, Stage.CANCELLED}),
    Stage.ACCEPTING: frozenset({Stage.RATING, Stage.SIGNING, Stage.CANCELLED}),
    # accepted: fee, rates and payment clock count from here, so there is no cancelling
    Stage.RATING: frozenset({Stage.CLOSED}),
}


class Origin(TextChoices):
    """How a slot came about."""

    PLANNED = "planned", _("Planned by rule")
    ADDED = "added", _("Added by the center")


class AppointmentState(TextChoices):
    """Where an appointment stands."""

    BOOKED = "booked", _("Booked")
    ATTENDED = "attended", _("Attended")
    ABSENT = "absent", _("Absent")
    CANCELLED = "cancelled", _("Cancelled")


class Ahead(TextChoices):
    """How long before a booked time a reminder is sent."""

    DAYS = "3d", _("Three days before")
    DAY = "1d", _("One day before")
    HOURS = "2h", _("Two hours before")


APPOINTMENT_MOVES: dict[str, frozenset[str]] = {
    AppointmentState.BOOKED: frozenset(
        {
            AppointmentState.ATTENDED,
            AppointmentState.ABSENT,
            AppointmentState.CANCELLED,
        }
    ),
    AppointmentState.ABSENT: frozenset({AppointmentState.ATTENDED}),
    # a slip of the hand at the desk, taken back the same day
    AppointmentState.ATTENDED: frozenset({AppointmentState.BOOKED}),
}
