"""`manage.py ledger_verify`: entries and balances, or the broken entry and exit 1."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from subsidies.ledger import verify


class Command(BaseCommand):
    """Checks the double-entry ledger."""

    help = "Verify that the ledger balances."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        verdict = verify()
        if verdict.broken:
            self.stderr.write(f"broken at entry {verdict.broken}: {verdict.why}")
            sys.exit(1)
        self.stdout.write(f"{verdict.checked} checked")
        for account, fen in verdict.balances.items():
            self.stdout.write(f"{account} {fen}")
