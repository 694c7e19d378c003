"""Withdrawing a center's designation: only once nobody is booked there any more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.choices import BEFORE_VISIT, AppointmentState
from bookings.models import Appointment, Booking, Slot, WaitingEntry
from centers.models import Center
from designations.actions import withdraw
from designations.models import YearlyReview
from foundation.errors import Refused


@dataclass(frozen=True)
class StillBooked:
    """What has to be referred or cancelled before the designation can end."""

    diagnoses: int
    appointments: int
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.diagnoses + self.appointments + self.waiting


def still_booked(center: Center, on: date) -> StillBooked:
    """Who is booked at the center on that day or later, or waits for it."""
    later = Q(slot__on__gte=on) | Q(slot=None)
    cases = Booking.objects.filter(later, center=center, stage__in=BEFORE_VISIT)
    booked = Appointment.objects.filter(
        slot__center=center, slot__on__gte=on, state=AppointmentState.BOOKED
    )
    waits = WaitingEntry.objects.open().filter(center=center)
    return StillBooked(cases.count(), booked.count(), waits.count())


@dataclass(frozen=True)
class Left:
    """What stands in the way of a withdrawal, and the cases among it by name."""

    counts: StillBooked
    cases: list[Booking]


def bookings_left(center: Center, on: date, user: Any) -> Left:
    """As `still_booked`, with the first cases that the person may open."""
    rows = Booking.objects.visible_to(user).filter(
        Q(slot__on__gte=on) | Q(slot=None), center=center, stage__in=BEFORE_VISIT
    )
    return Left(still_booked(center, on), list(rows.select_related("company")[:20]))


@transaction.atomic
def withdraw_designation(
    *,
    review: YearlyReview,
    on: date,
    reason: str,
    successor: Center | None,
    by: Any,
    at: datetime,
) -> int:
    """Withdraw from that day on and close the days; returns how many were closed.

    The slots are closed first, so that nobody books between the count and the end.
    Raises Refused naming how many bookings are open.
    """
    slots = Slot.objects.filter(center=review.center, on__gte=on, is_closed=False)
    closed = slots.update(is_closed=True, closed_reason=_("Designation withdrawn"))
    left = still_booked(review.center, on)
    if left.total:
        raise Refused(
            _(
                "From that day on %(cases)s diagnoses and %(visits)s appointments are "
                "booked and %(waits)s firms wait. They must be referred or cancelled "
                "first."
            )
            % {
                "cases": left.diagnoses,
                "visits": left.appointments,
                "waits": left.waiting,
            }
        )
    withdraw(review=review, on=on, reason=reason, successor=successor, by=by, at=at)
    return closed
