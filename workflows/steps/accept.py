"""Acceptance by the center; two blind sheets are opened with it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.models import Booking
from diagnoses.actions import accept
from ratings.actions import open_sheets


@transaction.atomic
def accept_and_open_sheets(
    *, booking: Booking, note: str, by: Any, at: datetime
) -> None:
    """Accept the diagnosis and open the sheets of two eligible assessors."""
    accept(booking=booking, note=note, by=by, at=at)
    open_sheets(booking=booking, at=at)
