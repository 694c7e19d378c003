"""Who of a named team stays when the visit moves."""

from collections.abc import Collection

from bookings.models import Booking


def keep_in_team(booking: Booking, consultants: Collection[int]) -> None:
    """Only they stay in the case's team; called by who moves the case."""
    booking.diagnosis.team.exclude(consultant__in=consultants).delete()
