"""manage.py assign --what-if FILE.json: the best assignment of a file's own figures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assignments.what_if import what_if
from foundation.json_files import InputError, refuse


class Command(BaseCommand):
    """Prints the optimum; every fault of the file and exit code 2 otherwise."""

    help = "Which provider takes which job, for the costs in a JSON file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--what-if", type=Path, required=True, metavar="FILE.json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = what_if(options["what_if"])
        except InputError as fault:
            refuse(self.stderr.write, fault.errors)
        self.stdout.write(answer)
