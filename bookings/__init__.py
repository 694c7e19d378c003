"""Slots and bookings: the root of every case."""
