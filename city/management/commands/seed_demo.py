"""manage.py seed_demo [--seed N] [--cases 200]: fills a lived-in city."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from city.seeding import seed_city
from city.seeding.errors import SeedError
from foundation import clock

LEAST, MOST = 10, 280  # the city has three hundred firms


class Command(BaseCommand):
    """Plays a year and more of cases by the real actions and flows."""

    help = "Fill the demonstration city with cases, up to the present moment."

    def add_arguments(self, parser: CommandParser) -> None:
        """The same seed makes the same city on the same day."""
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--cases", type=int, default=200)

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, or say why not; nothing half done is kept."""
        if not settings.DEMO:
            raise CommandError("Only the demonstration can be seeded.")
        if not LEAST <= options["cases"] <= MOST:
            raise CommandError(f"--cases must be from {LEAST} to {MOST}.")
        try:
            seed_city(
                seed=options["seed"],
                cases=options["cases"],
                at=clock.now(),
                say=self._say,
            )
        except SeedError as fault:
            raise CommandError(f"Nothing was seeded: {fault}") from fault

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
