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
from bookings.actions.closing import apply_closure, lift_closure
from bookings.actions.feeds import feed_of, read_feed, renew_feed, revoke_feed
from bookings.actions.release import release_slots, take_back_release
from bookings.actions.reminders import send_reminders
from bookings.actions.slots import add_slot, set_closed, widen

__all__ = [
    "absence_words",
    "add_slot",
    "apply_closure",
    "book",
    "book_appointment",
    "campaign_on",
    "cancel",
    "cancel_appointment",
    "check_in",
    "closed_by_absences",
    "eligibility_of",
    "feed_of",
    "lift_closure",
    "mark_absent",
    "move_appointment",
    "open_appointments",
    "pass_triage",
    "read_feed",
    "refuse",
    "release_slots",
    "release_time",
    "renew_feed",
    "reschedule",
    "revoke_feed",
    "send_reminders",
    "set_closed",
    "take_back_release",
    "widen",
]
