"""The one clock of the product: the demonstration can move it, a seed can set it."""

import contextlib
import contextvars
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.utils import timezone

CITY_TIME = ZoneInfo(settings.TIME_ZONE)
_set_to: contextvars.ContextVar[datetime | None] = contextvars.ContextVar(
    "moment", default=None
)
_shift_seen: tuple[float, timedelta] = (float("-inf"), timedelta())
SHIFT_KEPT_SECONDS = 2.0


def now() -> datetime:
    """The city's moment (aware, UTC)."""
    fixed = _set_to.get()
    if fixed is not None:
        return fixed
    moment = timezone.now()  # noqa: TID251 - the one place that may
    return moment + _shift() if settings.DEMO else moment


def today() -> date:
    """The city's day in Asia/Shanghai."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The day in Asia/Shanghai on which `moment` falls."""
    return timezone.localtime(moment).date()


def day_begins(day: date) -> datetime:
    """The first moment of a day in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=CITY_TIME)


@contextlib.contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block the city's clock stands at `moment` (aware)."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def forget_shift() -> None:
    """Read the demonstration's shift afresh at the next question."""
    global _shift_seen
    _shift_seen = (float("-inf"), timedelta())


def _shift() -> timedelta:
    """How far the demonstration's clock was moved; asked at most every two seconds."""
    global _shift_seen
    seen_at, shift = _shift_seen
    tick = time.monotonic()
    if tick - seen_at > SHIFT_KEPT_SECONDS:
        shift = apps.get_model("foundation", "DemoClock").read()
        _shift_seen = (tick, shift)
    return shift
