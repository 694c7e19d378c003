"""What is done to slots and bookings."""

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
    "add_slot",
    "book",
    "campaign_on",
    "cancel",
    "eligibility_of",
    "pass_triage",
    "refuse",
    "release_time",
    "reschedule",
    "set_closed",
    "widen",
]
