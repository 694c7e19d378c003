"""`manage.py plan_slots`: what the nightly job does, now (after a first load)."""

from typing import Any

from django.core.management.base import BaseCommand

from bookings.planning import plan_all_slots
from foundation import clock


class Command(BaseCommand):
    """Keeps thirty working days of half-days per center."""

    help = "Plan the half-days of every center for thirty working days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many half-days were made or adjusted."""
        self.stdout.write(f"{plan_all_slots(at=clock.now())} half-days planned")
