"""`manage.py flow_versions`: writes the graph of each flow's version to its file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import versions
from workflows.bpmn import bpmn_of
from workflows.flows.registry import FLOWS


class Command(BaseCommand):
    """Writes the versions' files; commit them."""

    help = "Write the graph of each flow's present version to its file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """A flow to print as BPMN 2.0, instead of writing the files."""
        parser.add_argument("--bpmn", choices=sorted(FLOWS))

    def handle(self, *args: Any, **options: Any) -> None:
        """One file per flow, or one flow as BPMN."""
        if options["bpmn"]:
            self.stdout.write(bpmn_of(options["bpmn"]))
            return
        versions.FOLDER.mkdir(exist_ok=True)
        for name in FLOWS:
            graph = versions.graph_of(name)
            path = versions.path_of(name, graph["version"])
            path.write_text(versions.written(graph), encoding="utf-8")
            self.stdout.write(path.name)
