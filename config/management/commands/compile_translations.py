"""`manage.py compile_translations`: .po to .mo without gettext's tools."""

from typing import Any

from django.core.management.base import BaseCommand

from config.translations import compile_catalogues


class Command(BaseCommand):
    """Compiles what changed."""

    help = "Compile the translation catalogues."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many."""
        self.stdout.write(f"{compile_catalogues()} compiled")
