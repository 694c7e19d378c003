"""`manage.py demo_clock +5d`: moves the demonstration's clock."""

import re
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.planning import plan_all_slots
from foundation import clock
from foundation.models import DemoClock

UNITS = {"d": "days", "h": "hours", "w": "weeks", "m": "minutes"}


class Command(BaseCommand):
    """Moves the city's clock, so that deadlines can be seen; 0 puts it back."""

    help = "Move the demonstration's clock: +5d, -2h, +1w; 0 puts it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far."""
        parser.add_argument("by", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move, then say what the city's clock shows."""
        if not settings.DEMO:
            raise CommandError("The clock can only be moved in the demonstration.")
        by = options["by"]
        if by:
            DemoClock.move(-DemoClock.read() if by == "0" else self._span(by))
            clock.forget_shift()
            plan_all_slots(at=clock.now())
        self.stdout.write(timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M"))

    def _span(self, text: str) -> timedelta:
        found = re.fullmatch(r"([+-]?\d{1,4})([dhwm])", text)
        if found is None:
            raise CommandError(f"{text!r} is no span; write for example +5d, -2h, +1w.")
        return timedelta(**{UNITS[found[2]]: int(found[1])})
