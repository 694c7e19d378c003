"""Slots, bookings (the root of a case), appointments and reserved half-days."""

from bookings.models.cases import Appointment, Booking, Reservation, Timed
from bookings.models.slots import Duty, Hold, Kept, Slot
from bookings.models_absences import AbsenceTerms
from bookings.models_calendar import CalendarFeed, MissedVisit, Reminder
from bookings.models_waitlist import WaitingEntry, WaitingOffer

__all__ = [
    "AbsenceTerms",
    "Appointment",
    "Booking",
    "CalendarFeed",
    "Duty",
    "Hold",
    "Kept",
    "MissedVisit",
    "Reminder",
    "Reservation",
    "Slot",
    "Timed",
    "WaitingEntry",
    "WaitingOffer",
]
