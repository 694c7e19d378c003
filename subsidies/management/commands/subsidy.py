"""manage.py subsidy --what-if FILE.json: what a rule would pay, without a database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.json_files import InputError, read_json, refuse, write_json
from subsidies.what_if import what_if


class Command(BaseCommand):
    """Prints the awards for a file of figures; the errors and exit code 2 otherwise."""

    help = "What a subsidy rule would award for the figures in a JSON file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--what-if", type=Path, required=True, metavar="FILE.json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = what_if(read_json(options["what_if"]))
        except InputError as fault:
            refuse(self.stderr.write, fault.errors)
        self.stdout.write(write_json(answer))
