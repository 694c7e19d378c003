"""manage.py load_city [--data DIR]: districts, centers, firms, providers, campaigns."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from city.loading import SHIPPED_CITY, load
from foundation import clock
from foundation.json_files import InputError, refuse

DETAILED = 2


class Command(BaseCommand):
    """Loads the master data; every fault of the files on stderr and exit code 2."""

    help = "Load the city's master data; loading the same again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data",
            type=Path,
            default=SHIPPED_CITY,
            metavar="DIR",
            help="the folder of the tables (see city/data/README.md)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tally = load(options["data"], at=clock.now())
        except InputError as fault:
            refuse(self.stderr.write, fault.errors)
        counts = tally.counts
        self.stdout.write(", ".join(f"{counts[what]} {what}" for what in counts))
        if not tally.kept or not options["verbosity"]:
            return
        self.stdout.write(f"{len(tally.kept)} values kept as the city has them")
        if options["verbosity"] >= DETAILED:
            self.stdout.write("\n".join(tally.kept))
