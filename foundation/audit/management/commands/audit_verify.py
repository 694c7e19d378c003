"""`manage.py audit_verify`: entries checked, or the first broken one and exit 1."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from foundation.audit.actions import verify


class Command(BaseCommand):
    """Walks the hash chain of the audit log."""

    help = "Verify the hash chain of the audit log."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        verdict = verify()
        if verdict.broken is not None:
            self.stderr.write(f"broken at entry {verdict.broken}: {verdict.why}")
            sys.exit(1)
        self.stdout.write(f"{verdict.checked} checked, {verdict.unsealed} unsealed")
