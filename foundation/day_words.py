"""Days and moments in words, in both languages, for pages and messages alike.

Every function takes plain values; the only outside thing it asks is which language is
active.
"""

import re
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WEEKDAYS: Final = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def local(value: datetime) -> datetime:
    """The same instant on the city's clock; a naive value is taken as it is."""
    return value if timezone.is_naive(value) else timezone.localtime(value)


def as_day(value: date | datetime) -> date:
    """The day (Asia/Shanghai) of a date or an instant."""
    return local(value).date() if isinstance(value, datetime) else value


def weekday(value: date | datetime) -> str:
    """周三 / Wed."""
    return str(WEEKDAYS[as_day(value).weekday()])


def _parts(on: date) -> dict[str, object]:
    return {
        "year": on.year,
        "month": on.month,
        "mon": MONTHS[on.month - 1],
        "day": on.day,
        "weekday": weekday(on),
    }


def day(value: date | datetime, style: str = "") -> str:
    """A day: 11月25日（周三）/ Wed 25 Nov.

    `style` "short" leaves the weekday out, "year" adds the year, "long" has the
    year and no weekday, "iso" is 2026-11-25.
    """
    on = as_day(value)
    if style == "iso":
        return on.isoformat()
    patterns = {
        "short": _("{day} {mon}"),
        "year": _("{weekday} {day} {mon} {year}"),
        "long": _("{day} {mon} {year}"),
    }
    pattern = patterns.get(style) or _("{weekday} {day} {mon}")
    return pattern.format(**_parts(on))


def clock(value: datetime) -> str:
    """09:00 on the city's clock."""
    return local(value).strftime("%H:%M")


def moment(value: datetime, style: str = "") -> str:
    """An instant: 11月25日（周三）09:00 / Wed 25 Nov 09:00; styles as in `day`."""
    return _("{day} {time}").format(day=day(value, style), time=clock(value))


# A day as ISO writes it, and a time of it where one follows.
ISO: Final = re.compile(
    r"(?<![A-Za-z\d-])(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?(?![A-Za-z\d:-])"
)


def with_days(text: str, today: date) -> str:
    """The text with its days and moments as people write them; the year where it is
    not that of `today`.
    """

    def in_words(found: re.Match[str]) -> str:
        try:
            on = date.fromisoformat(found[1])
        except ValueError:
            return found[0]
        said = day(on, "" if on.year == today.year else "year")
        return _("{day} {time}").format(day=said, time=found[2]) if found[2] else said

    return ISO.sub(in_words, text)
