"""`manage.py flow_versions`: writes the graph of each flow's version to its file."""

from typing import Any

from django.core.management.base import BaseCommand

from workflows import versions


class Command(BaseCommand):
    """Writes the versions' files; commit them."""

    help = "Write the graph of each flow's present version to its file."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """One file per flow."""
        versions.FOLDER.mkdir(exist_ok=True)
        for name in versions.FLOWS:
            graph = versions.graph_of(name)
            path = versions.path_of(name, graph["version"])
            path.write_text(versions.written(graph), encoding="utf-8")
            self.stdout.write(path.name)
