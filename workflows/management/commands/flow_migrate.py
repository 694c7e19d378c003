"""`manage.py flow_migrate FLOW --to N --map old=new --dry-run`: live cases go on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation import clock
from foundation.errors import Refused
from workflows import migrating, versions
from workflows.flows.registry import FLOWS
from workflows.management.commands.flow_diff import names_of


class Command(BaseCommand):
    """Moves the live processes of a flow to the version the code has."""

    help = "Move live processes to a flow's present version; nodes may be renamed."
    requires_system_checks: list[str] = []  # it mends what they refuse

    def add_arguments(self, parser: CommandParser) -> None:
        """The flow, the version the code has, renamed nodes."""
        parser.add_argument("flow", choices=sorted(FLOWS))
        parser.add_argument("--to", type=int, required=True)
        parser.add_argument("--map", nargs="+", default=[], metavar="OLD=NEW")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per node with live tasks; refuses where one has no target."""
        name, names = options["flow"], names_of(options["map"])
        graph = versions.graph_of(name)
        if options["to"] != graph["version"]:
            raise CommandError(f"The code has version {graph['version']} of {name}.")
        unknown = sorted(set(names.values()) - graph["nodes"].keys())
        if unknown:
            raise CommandError(f"No such node: {', '.join(unknown)}")
        if options["dry_run"]:
            found = migrating.standings(name, graph, names)
        else:
            found = self._migrate(name, names)
        for row in found:
            self.stdout.write(f"{row.count} at {row.node} -> {row.target}: {row.fate}")
        if any(row.blocked for row in found):
            raise CommandError("Some live tasks have no target; nothing was changed.")

    def _migrate(self, name: str, names: dict[str, str]) -> list[migrating.Standing]:
        try:
            return migrating.migrate(name=name, names=names, at=clock.now())
        except Refused as refused:
            raise CommandError("\n".join(refused.reasons)) from refused
