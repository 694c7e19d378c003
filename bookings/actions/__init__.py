"""What is done to slots and bookings."""

from bookings.actions.absences import set_absence_terms
from bookings.actions.appointments import (
    against_booking,
    book_appointment,
    cancel_appointment,
    check_in,
    closed_by_absences,
    mark_absent,
    move_appointment,
    open_appointments,
    undo_check_in,
)
from bookings.actions.cases import book, campaign_for, campaign_on, eligibility_of
from bookings.actions.changes import (
    cancel,
    pass_triage,
    refuse,
    release_time,
    reschedule,
)
from bookings.actions.closing import apply_closure, lift_closure
from bookings.actions.feeds import feed_of, read_feed, renew_feed, revoke_feed
from bookings.actions.holidays import Entered, booked_on_days_off, enter_holidays
from bookings.actions.offers import decline_offer, offer_by_hand, pass_on
from bookings.actions.refusals import why_not
from bookings.actions.release import release_slots, take_back_release
from bookings.actions.reminders import send_reminders
from bookings.actions.slots import add_slot, set_closed, widen
from bookings.actions.sweeping import sweep_lists
from bookings.actions.waitlist import (
    come_back_to_list,
    join_list,
    leave_list,
    take_off_list,
)

__all__ = [
    "Entered",
    "add_slot",
    "against_booking",
    "apply_closure",
    "book",
    "book_appointment",
    "booked_on_days_off",
    "campaign_for",
    "campaign_on",
    "cancel",
    "cancel_appointment",
    "check_in",
    "closed_by_absences",
    "come_back_to_list",
    "decline_offer",
    "eligibility_of",
    "enter_holidays",
    "feed_of",
    "join_list",
    "leave_list",
    "lift_closure",
    "mark_absent",
    "move_appointment",
    "offer_by_hand",
    "open_appointments",
    "pass_on",
    "pass_triage",
    "read_feed",
    "refuse",
    "release_slots",
    "release_time",
    "renew_feed",
    "reschedule",
    "revoke_feed",
    "send_reminders",
    "set_absence_terms",
    "set_closed",
    "sweep_lists",
    "take_back_release",
    "take_off_list",
    "undo_check_in",
    "why_not",
    "widen",
]
