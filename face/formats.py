"""How days, moments, money, phones and deadlines are written, in both languages.

Every function takes plain values and an explicit moment where it needs one; the
only outside thing it asks is which language is active.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# Kept where pages look:
from foundation.day_words import as_day as as_day
from foundation.day_words import clock as clock
from foundation.day_words import day as day
from foundation.day_words import local as local
from foundation.day_words import moment as moment
from foundation.day_words import weekday as weekday
from foundation.phones import masked_phone as masked_phone

FEN_IN_YUAN: Final = 100
FEN_IN_WAN: Final = 1_000_000
MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400

HALF_DAYS: Final = {
    "morning": gettext_lazy("morning"),
    "afternoon": gettext_lazy("afternoon"),
}


@dataclass(frozen=True)
class Due:
    """A deadline in words, with the tone it is shown in."""

    text: str
    tone: str  # "bad" late, "warn" today or tomorrow, "" later

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self.tone == "bad"

    @property
    def full(self) -> str:
        """In words that say by themselves that it is a deadline: 11月28日到期."""
        return self.text if self.tone else _("Due {day}").format(day=self.text)


# --- Half-days and slots -------------------------------------------------------
def halfday(value: str) -> str:
    """上午 or 下午 for "morning" or "afternoon" (also "AM" and "PM")."""
    key = {"am": "morning", "pm": "afternoon"}.get(value.lower(), value.lower())
    return str(HALF_DAYS.get(key, value))


def day_half(value: date | datetime, half: str, style: str = "") -> str:
    """A half-day: 11月25日（周三）上午 / Wed 25 Nov, morning."""
    return _("{day}, {half}").format(day=day(value, style), half=halfday(half))


def slot_time(slot: Any) -> str:
    """The time of a slot on its day: 上午 for a visit, else 09:00–09:30."""
    if slot.kind == "visit":
        return halfday(slot.half)
    return f"{clock(slot.starts_at)}–{clock(slot.ends_at)}"


def slot_when(slot: Any) -> str:
    """Day and time of a slot: 11月25日（周三）上午, 11月25日（周三）09:00."""
    if slot.kind == "visit":
        return day_half(slot.on, slot.half)
    return moment(slot.starts_at)


def day_range(first: date, last: date) -> str:
    """Two days as a range: 11月23日 – 11月27日 / 23 Nov – 27 Nov."""
    return f"{day(first, 'short')} – {day(last, 'short')}"


# --- Deadlines --------------------------------------------------------------
def near_day(on: date, today: date) -> str:
    """今天, 明天 or 昨天, else the day itself."""
    words = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    return words.get((on - today).days) or day(on)


def near_moment(at: datetime, now: datetime) -> str:
    """今天 18:00, 明天 18:00, 昨天 09:00, else the moment itself."""
    on, today = as_day(at), as_day(now)
    if abs((on - today).days) > 1:
        return moment(at)
    return _("{near} {time}").format(near=near_day(on, today), time=clock(at))


def due(at: datetime, now: datetime) -> Due:
    """The deadline `at` seen from `now`: 今天 18:00, 逾期 3 天, 11月28日."""
    on, today = as_day(at), as_day(now)
    if at < now:
        days = (today - on).days
        if days == 0:
            return Due(_("Overdue since {time}").format(time=clock(at)), "bad")
        text = ngettext("{n} day overdue", "{n} days overdue", days)
        return Due(text.format(n=days), "bad")
    if (on - today).days > 1:
        return Due(day(at, "short"), "")
    return Due(near_moment(at, now), "warn")


def due_day(on: date, today: date) -> Due:
    """A deadline that is a whole day: 今天, 明天, 逾期 3 天, 11月28日."""
    days = (today - on).days
    if days > 0:
        text = ngettext("{n} day overdue", "{n} days overdue", days)
        return Due(text.format(n=days), "bad")
    if days < -1:
        return Due(day(on, "short"), "")
    return Due(_("Due {day}").format(day=near_day(on, today).lower()), "warn")


def ago(at: datetime, now: datetime) -> str:
    """How long ago: 刚刚, 5 分钟前, 2 小时前, 昨天 09:00, else the moment."""
    seconds = int((now - at).total_seconds())
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        n = seconds // MINUTE
        return ngettext("{n} minute ago", "{n} minutes ago", n).format(n=n)
    if as_day(at) == as_day(now):
        n = seconds // HOUR
        return ngettext("{n} hour ago", "{n} hours ago", n).format(n=n)
    return near_moment(at, now)


def left(span: timedelta) -> str:
    """What is left until a moment: 2 天 3 小时, 3 小时 5 分, 9:59, 已到时间."""
    seconds = int(span.total_seconds())
    if seconds <= 0:
        return _("time is up")
    days, hours, minutes = (
        seconds // DAY,
        seconds % DAY // HOUR,
        seconds % HOUR // MINUTE,
    )
    if days:
        return _("{d} d {h} h").format(d=days, h=hours)
    if not hours:
        return f"{minutes}:{seconds % MINUTE:02d}"
    return _("{h} h {m} min").format(h=hours, m=minutes)


# --- Money and numbers ------------------------------------------------------
def yuan(fen: int) -> str:
    """Whole fen as ¥86,000.00; a debt as −¥86,000.00."""
    whole, cents = divmod(abs(fen), FEN_IN_YUAN)
    return f"{'−' if fen < 0 else ''}¥{whole:,}.{cents:02d}"


def wan(fen: int) -> str:
    """A large round sum: 200万元, 8.6万元 / ¥2,000,000; exact, never rounded."""
    if abs(fen) < FEN_IN_WAN or fen % FEN_IN_YUAN:
        return yuan(fen)
    amount = (Decimal(abs(fen)) / FEN_IN_WAN).normalize()
    words = _("¥{yuan}").format(yuan=f"{abs(fen) // FEN_IN_YUAN:,}", wan=f"{amount:f}")
    return f"−{words}" if fen < 0 else words


def number(value: Decimal | int | str, places: int = 2) -> str:
    """A score or count without trailing zeros: 83.25, 96.4, 100."""
    text = f"{Decimal(str(value)):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal | int | str, places: int = 0) -> str:
    """A share of one as 98%."""
    return f"{number(Decimal(str(share)) * 100, places)}%"


# --- People -----------------------------------------------------------------
def initial(name: str) -> str:
    """The one character of a name that stands in its round picture."""
    return name.strip()[:1].upper() or "·"
