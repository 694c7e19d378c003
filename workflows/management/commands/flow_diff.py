"""`manage.py flow_diff diagnosis-1 diagnosis-2 --map old=new`: what changed."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows import migrating, versions


def names_of(pairs: list[str]) -> dict[str, str]:
    """`old=new` pairs as a mapping. Raises CommandError."""
    names = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(names) != len(pairs):
        raise CommandError("Each renamed node is given once, as old=new.")
    return names


class Command(BaseCommand):
    """Compares two versions and says where live tasks stand in the second."""

    help = "Nodes and edges that changed between two versions, and live tasks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Two versions (`diagnosis-1`) or paths of files, and renamed nodes."""
        parser.add_argument("old")
        parser.add_argument("new")
        parser.add_argument("--map", nargs="+", default=[], metavar="OLD=NEW")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per change, then one per node with live tasks."""
        names = names_of(options["map"])
        try:
            old, new = versions.read(options["old"]), versions.read(options["new"])
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        found = asdict(versions.difference(old, new, names))
        for what, rows in found.items():
            for row in rows:
                self.stdout.write(f"{what.replace('_', ' ')}: {row}")
        if not any(found.values()):
            self.stdout.write("no difference")
        for row in migrating.standings(new["flow"], new, names):
            self.stdout.write(f"live: {row.count} at {row.node}: {row.fate}")
