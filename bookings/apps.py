"""Application settings of bookings."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Slots and bookings."""

    name = "bookings"
