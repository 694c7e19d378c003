"""manage.py credit_code TEXT: the code in its one written form, or why it is none."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.credit_codes import CreditCodeError, normalise
from foundation.json_files import refuse


class Command(BaseCommand):
    """Prints the normalised code; the reason and exit code 2 when it is wrong."""

    help = "Check and normalise a 统一社会信用代码."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = normalise(options["code"])
        except CreditCodeError as fault:
            refuse(self.stderr.write, [str(fault)])
        self.stdout.write(code)
