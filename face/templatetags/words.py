"""Filters that write days, moments, money and people; see `ui` for the list."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from face import formats

register = template.Library()


@register.filter
def day(value: date | datetime | str | None, style: str = "") -> str:
    """{{ on|day }} 11月25日（周三）; styles: short, year, long, iso."""
    return formats.day(value, style) if isinstance(value, date) else str(value or "")


@register.filter
def moment(value: date | datetime | str | None, style: str = "") -> str:
    """{{ at|moment }} 11月25日（周三）09:00; styles as in `day`."""
    if isinstance(value, datetime):
        return formats.moment(value, style)
    return day(value, style)


@register.filter
def clock(value: datetime | None) -> str:
    """{{ at|clock }} 09:00."""
    return formats.clock(value) if value else ""


@register.filter
def weekday(value: date | datetime) -> str:
    """{{ on|weekday }} 周三."""
    return formats.weekday(value)


@register.filter
def halfday(value: str) -> str:
    """{{ half|halfday }} 上午 or 下午."""
    return formats.halfday(str(value))


@register.filter
def with_half(value: date | datetime, half: str) -> str:
    """{{ on|with_half:half }} 11月25日（周三）上午."""
    return formats.day_half(value, str(half))


SERVICE_ICONS = {
    "visit": "factory",
    "clinic": "stethoscope",
    "panel": "users-round",
    "tour": "presentation",
    "training": "graduation-cap",
    "matching": "handshake",
    "policy": "landmark",
    "recheck": "rotate-ccw",
}


@register.filter
def service_icon(kind: str) -> str:
    """The icon of a center's service."""
    return SERVICE_ICONS.get(kind, "calendar-days")


@register.filter
def slot_time(slot: Any) -> str:
    """{{ slot|slot_time }} 上午, or 09:00–09:30."""
    return formats.slot_time(slot)


@register.filter
def slot_when(slot: Any) -> str:
    """{{ slot|slot_when }} 11月25日（周三）上午, or 11月25日（周三）09:00."""
    return formats.slot_when(slot)


@register.filter
def fen(value: int | None) -> str:
    """{{ amount_fen|fen }} ¥86,000.00."""
    return "—" if value is None else formats.yuan(int(value))


@register.filter
def wan(value: int | None) -> str:
    """{{ amount_fen|wan }} 200万元, exact; what is not round is written in full."""
    return "—" if value is None else formats.wan(int(value))


@register.filter
def score(value: Decimal | int | str | None) -> str:
    """{{ points|score }} 83.25 without trailing zeros; nothing is a dash."""
    return "—" if value is None or value == "" else formats.number(value)


@register.filter
def percent(value: Decimal | int | str | None) -> str:
    """{{ share|percent }} 98% of a share of one; nothing is a dash."""
    return "—" if value is None or value == "" else formats.percent(value)


@register.filter
def phone(value: str | None) -> str:
    """{{ number|phone }} 138****1234."""
    return formats.masked_phone(str(value)) if value else ""


@register.filter
def initial(value: object) -> str:
    """{{ name|initial }} the first character of a name."""
    return formats.initial(str(value))


@register.filter
def signed(value: Decimal | int) -> str:
    """{{ difference|signed }} +7, −9 or ±0."""
    if not value:
        return "±0"
    return f"+{formats.number(value)}" if value > 0 else f"−{formats.number(-value)}"


@register.filter
def beside(
    rows: Iterable[object], others: Iterable[object]
) -> list[tuple[object, object]]:
    """{% for cell, day in cells|beside:days %}: two rows side by side."""
    return list(zip(rows, others, strict=False))


@register.filter
def yes_no(value: object) -> str:
    """{{ flag|yes_no }} 是 or 否."""
    return _("Yes") if value else _("No")


@register.filter
def is_value(value: object, chosen: object) -> bool:
    """{{ row.pk|is_value:form.field.value }}: whether a field's value is this one."""
    return chosen is not None and str(value) == str(chosen)
