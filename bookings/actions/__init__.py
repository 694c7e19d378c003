"""What is done to slots and bookings."""

from bookings.actions.appointments import (
    absence_words,
    book_appointment,
    cancel_appointment,
    check_in,
    closed_by_absences,
    mark_absent,
    move_appointment,
    open_appointments,
)
from bookings.actions.cases import book, campaign_on, eligibility_of
from bookings.actions.changes import (
    cancel,
    pass_triage,
    refuse,
    release_time,
    reschedule,
)
from bookings.actions.slots import add_slot, set_closed, widen

__all__ = [
    "absence_words",
    "add_slot",
    "book",
    "book_appointment",
    "campaign_on",
    "cancel",
    "cancel_appointment",
    "check_in",
    "closed_by_absences",
    "eligibility_of",
    "mark_absent",
    "move_appointment",
    "open_appointments",
    "pass_triage",
    "refuse",
    "release_time",
    "reschedule",
    "set_closed",
    "widen",
]
