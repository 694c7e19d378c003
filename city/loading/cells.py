"""What the text of one cell means; ValueError says why it means nothing."""

import re
from collections.abc import Callable, Container, Iterable
from datetime import datetime, time
from typing import Any

from django.db import models

from foundation.clock import CITY_TIME
from foundation.credit_codes import normalise
from foundation.json_files import quoted
from foundation.workdays import parse_day

Parse = Callable[[str], Any]

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LAND_LINE = re.compile(r"0\d{2,3}-\d{7,8}", re.ASCII)
WEEKDAYS = re.compile(r"(?!.*(.).*\1)[0-6]{1,7}", re.ASCII)
FLAGS = {"yes": True, "no": False}
LARGEST: dict[type, int] = {
    models.PositiveSmallIntegerField: 2**15 - 1,
    models.PositiveIntegerField: 2**31 - 1,
    models.BigIntegerField: 2**63 - 1,
}


def text(longest: int) -> Parse:
    """A text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"{len(cell)} characters, at most {longest} fit")
        return cell

    return parse


def whole(largest: int, among: Container[int] | None = None) -> Parse:
    """A whole number from 0 to `largest`, one of those in `among` where given."""

    def parse(cell: str) -> int:
        if not re.fullmatch(r"\d{1,19}", cell, re.ASCII) or int(cell) > largest:
            raise ValueError(f"{quoted(cell)} is no whole number from 0 to {largest}")
        if among is not None and int(cell) not in among:
            raise ValueError(f"{quoted(cell)} is unknown here")
        return int(cell)

    return parse


def choice(options: Iterable[str]) -> Parse:
    """One of the options."""
    known = tuple(options)

    def parse(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"{quoted(cell)} is none of {', '.join(known)}")
        return cell

    return parse


def several(one: Parse) -> Parse:
    """Different values with spaces between them, as a tuple."""

    def parse(cell: str) -> tuple[Any, ...]:
        found = tuple(one(part) for part in cell.split())
        if len(set(found)) < len(found):
            raise ValueError("names something twice")
        return found

    return parse


def flag(cell: str) -> bool:
    """yes or no."""
    if cell not in FLAGS:
        raise ValueError(f"{quoted(cell)} is neither yes nor no")
    return FLAGS[cell]


def moment(cell: str) -> datetime:
    """A moment in the city's time, written 2024-05-16T09:30."""
    if not MOMENT.fullmatch(cell):
        raise ValueError(f"{quoted(cell)} is not a moment like 2024-05-16T09:30")
    return datetime.fromisoformat(cell).replace(tzinfo=CITY_TIME)


def hour(cell: str) -> time:
    """A time of day written 09:30."""
    try:
        return datetime.strptime(cell, "%H:%M").time()  # noqa: DTZ007 - a wall clock
    except ValueError:
        raise ValueError(f"{quoted(cell)} is not a time like 09:30") from None


def credit_code(cell: str) -> str:
    """A valid 统一社会信用代码 in its one written form."""
    return normalise(cell)


def mobile(cell: str) -> str:
    """A mobile phone number of the mainland."""
    if not MOBILE.fullmatch(cell):
        raise ValueError(f"{quoted(cell)} is no mobile number like 13905190000")
    return cell


def phone(cell: str) -> str:
    """A mobile number, or a land line with its area code."""
    if not LAND_LINE.fullmatch(cell):
        try:
            return mobile(cell)
        except ValueError:
            wish = "is neither a mobile number nor a land line like 0519-55550412"
            raise ValueError(f"{quoted(cell)} {wish}") from None
    return cell


def weekdays(cell: str) -> str:
    """Days of the week as different digits, 0 = Monday."""
    if not WEEKDAYS.fullmatch(cell):
        raise ValueError(f"{quoted(cell)} is not a row of different digits 0 to 6")
    return cell


def of_field(field: Any) -> Parse:
    """How a cell for this model field is read: its type, length and choices."""
    if isinstance(field, models.BooleanField):
        return flag
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.DateField):
        return parse_day
    if isinstance(field, models.TimeField):
        return hour
    keys = [key for key, _label in field.choices or ()]
    if type(field) in LARGEST:
        return whole(LARGEST[type(field)], keys or None)
    return choice(keys) if keys else text(field.max_length)
