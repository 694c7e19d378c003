"""manage.py assess INSTRUMENT ANSWERS.json: score sheets, without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from diagnoses.instruments import shipped_instrument
from diagnoses.scoring import assess_all
from foundation.json_files import InputError, read_json, refuse, write_json


class Command(BaseCommand):
    """Prints the result of a sheet, or of each in a list; one bad sheet refuses all."""

    help = "Score the answers in a JSON file: one sheet, or a list of sheets."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instrument", metavar="INSTRUMENT")
        parser.add_argument("answers", type=Path, metavar="ANSWERS.json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            instrument = shipped_instrument(options["instrument"])
            results = assess_all(instrument, read_json(options["answers"]))
        except InputError as fault:
            refuse(self.stderr.write, fault.errors)
        self.stdout.write(write_json(results))
