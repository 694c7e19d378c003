"""`manage.py write_docs`: writes the generated documents anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.documents import PAGES


class Command(BaseCommand):
    """Writes docs/notices.md, docs/roles.md and docs/workflow.md."""

    help = "Write the documents that are generated from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each page."""
        for name, write in PAGES.items():
            (settings.BASE_DIR / name).write_text(write(), encoding="utf-8")
            self.stdout.write(name)
