"""Working days: the State Council's yearly table of days off and make-up days.

A year without a table falls back to Monday to Friday without the fixed days
1 January, 1 May and 1 to 3 October: the days whose date is known before the notice
appears. A day a table names counts as named, whatever its year.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from foundation.faults import Fault

SHIPPED = Path(__file__).parent / "data" / "workdays.csv"
COLUMNS = ["year", "day", "kind", "name_zh"]
KINDS = ("off", "work")
FIXED_DAYS_OFF = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def _(text: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return text


COLUMNS_WRONG = _("the columns must be %(columns)s")
CELLS_WRONG = _("%(wanted)d cells expected, %(found)d found")
YEAR_WRONG = _("year: “%(found)s” is not a year like 2026")
KIND_WRONG = _("kind: “%(found)s” is neither off nor work")
NAME_WRONG = _("name_zh: empty")
DAY_WRONG = _("day: “%(found)s” is not a day like 2026-09-24")
DAY_OUTSIDE = _("day: %(day)s does not belong to %(year)d")
DAY_TWICE = _("day: %(day)s is named twice")


@dataclass(frozen=True)
class LineFault:
    """What is wrong with a line of a table."""

    line: int
    fault: Fault

    def __str__(self) -> str:
        return f"line {self.line}: {self.fault}"


class TableError(ValueError):
    """A holiday table that cannot be used; `errors` names each line and field."""

    def __init__(self, errors: list[LineFault]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors


class _Wrong(ValueError):
    """A line cannot be used; `fault` says why."""

    def __init__(self, template: str, **values: str | int) -> None:
        super().__init__(template)
        self.fault = Fault(template, values)


@dataclass(frozen=True)
class NamedDay:
    """One line of a table: in the notice for `year`, `day` is `off` or `work`."""

    year: int
    day: date
    kind: str
    name_zh: str


@dataclass(frozen=True)
class WorkCalendar:
    """Days off, make-up days, and the years whose table is known."""

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, days: Iterable[NamedDay]) -> "WorkCalendar":
        """The calendar that these lines make."""
        days = list(days)
        return cls(
            off=frozenset(line.day for line in days if line.kind == "off"),
            work=frozenset(line.day for line in days if line.kind == "work"),
            years=frozenset(line.year for line in days),
        )

    def covers(self, day: date) -> bool:
        """Whether the day's year has a table; if not, its deadlines may still move."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day."""
        if day in self.work:
            return True
        if day in self.off or day.weekday() >= SATURDAY:
            return False
        return self.covers(day) or (day.month, day.day) not in FIXED_DAYS_OFF

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it for a negative n; itself for 0.

        OverflowError when that lies outside the years 1 to 9999.
        """
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def between(self, a: date, b: date) -> int:
        """How many working days lie in (a, b]; negative when b is the earlier day."""
        if b < a:
            return -self.between(b, a)
        days = (a + timedelta(days=n) for n in range(1, (b - a).days + 1))
        return sum(self.is_workday(day) for day in days)


def parse_year(text: str) -> tuple[NamedDay, ...]:
    """The lines of a table, for one year or several: year,day,kind,name_zh.

    Plain cells, no quotes; empty lines do not count. A year's notice may also name
    days of the December before. TableError with every fault at once, each naming its
    line and field.
    """
    heading, *lines = text.removeprefix("\ufeff").splitlines() or [""]
    if _cells(heading) != COLUMNS:
        fault = Fault(COLUMNS_WRONG, {"columns": ",".join(COLUMNS)})
        raise TableError([LineFault(1, fault)])
    errors: list[LineFault] = []
    found: dict[date, NamedDay] = {}
    filled = [(at, line) for at, line in enumerate(lines, start=2) if line.strip()]
    for at, line in filled:
        try:
            named = _named_day(_cells(line), found)
            found[named.day] = named
        except _Wrong as wrong:
            errors.append(LineFault(at, wrong.fault))
    if errors:
        raise TableError(errors)
    return tuple(found.values())


def parse_day(text: str) -> date:
    """A day written as 2026-09-24; ValueError otherwise."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(f"{text!r} is not a day like 2026-09-24")
    return date.fromisoformat(text)


@cache
def shipped() -> WorkCalendar:
    """The calendar of the shipped tables."""
    return WorkCalendar.of(parse_year(SHIPPED.read_text(encoding="utf-8")))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(",")]


def _named_day(cells: list[str], known: Container[date]) -> NamedDay:
    """One checked line; raises _Wrong, which names the field."""
    if len(cells) != len(COLUMNS):
        raise _Wrong(CELLS_WRONG, wanted=len(COLUMNS), found=len(cells))
    year, written, kind, name_zh = cells
    if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        raise _Wrong(YEAR_WRONG, found=year)
    if kind not in KINDS:
        raise _Wrong(KIND_WRONG, found=kind)
    if not name_zh:
        raise _Wrong(NAME_WRONG)
    return NamedDay(int(year), _day_of(int(year), written, known), kind, name_zh)


def _day_of(year: int, written: str, known: Container[date]) -> date:
    try:
        day = parse_day(written)
    except ValueError:
        raise _Wrong(DAY_WRONG, found=written) from None
    if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
        raise _Wrong(DAY_OUTSIDE, day=day.isoformat(), year=year)
    if day in known:
        raise _Wrong(DAY_TWICE, day=day.isoformat())
    return day
