"""manage.py workdays add DATE N | between A B: bare values from the shipped tables."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.json_files import refuse
from foundation.workdays import WorkCalendar, parse_day, shipped

MOST_NAMED = 5


class Command(BaseCommand):
    """Counts working days; warns on stderr about a year that has no table yet."""

    help = "Working days: the n-th one after a day, or how many lie between two days."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        add = deeds.add_parser("add", help="the N-th working day after DATE")
        add.add_argument("start", type=_day, metavar="DATE")
        add.add_argument("count", type=int, metavar="N")
        between = deeds.add_parser("between", help="how many lie in (A, B]")
        between.add_argument("start", type=_day, metavar="A")
        between.add_argument("end", type=_day, metavar="B")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar, start = shipped(), options["start"]
        if options["deed"] == "between":
            self._warn(calendar, start, options["end"])
            self.stdout.write(str(calendar.between(start, options["end"])))
            return
        try:
            end = calendar.add(start, options["count"])
        except OverflowError:
            refuse(self.stderr.write, ["that day lies outside the years 1 to 9999"])
        self._warn(calendar, start, end)
        self.stdout.write(str(end))

    def _warn(self, calendar: WorkCalendar, start: date, end: date) -> None:
        first, last = sorted((start.year, end.year))
        unknown = sorted(set(range(first, last + 1)) - calendar.years)
        if unknown:
            years = ", ".join(str(year) for year in unknown[:MOST_NAMED])
            more = ", …" if unknown[MOST_NAMED:] else ""
            self.stderr.write(f"no holiday table for {years}{more}: fixed days only")


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None
