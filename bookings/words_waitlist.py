"""The words of the waiting list's rule, and of a need."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings import ranking
from bookings.models import WaitingEntry
from centers.choices import Half, Weekday

LINES = {
    ranking.ON_LIST: _("On the bureau's target list, not diagnosed yet"),
    ranking.ABOVE_DESIGNATED: _("Above designated size"),
    ranking.NEVER_ABSENT: _("Never absent from an appointment"),
    ranking.WAITED: _("Working days on the list"),
}


def line_words(lines: Any) -> list[dict[str, Any]]:
    """The arithmetic of a place in line: (line, count, points) with words."""
    return [
        {"line": line, "label": LINES[line], "count": count, "points": points}
        for line, count, points in lines
    ]


def place_words(place: ranking.Place) -> list[dict[str, Any]]:
    """The same of a place as it is now."""
    return line_words((row.line, row.count, row.points) for row in place.lines)


def short_words(place: ranking.Place) -> str:
    """Its points in one line: 30 + 5 + 7 = 42."""
    parts = [str(row.points) for row in place.lines if row.points]
    total = str(place.total)
    return f"{' + '.join(parts)} = {total}" if len(parts) > 1 else total


def when_words(entry: WaitingEntry) -> str:
    """Weekdays and half-day of the need; any where nothing was said."""
    days = [str(Weekday(int(day)).label) for day in entry.weekdays]
    half = str(Half(entry.half).label) if entry.half else gettext("All day")
    weekdays = "、".join(days) if days else gettext("Any weekday")
    return f"{weekdays} · {half}"
