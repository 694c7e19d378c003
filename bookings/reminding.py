"""When a reminder of a booked time is due: pure, quiet at night.

3 days, 1 day and 2 hours before [C]; what would come before 8:00 goes the evening
before at 20:00, what would come after 21:00 waits for nothing: it goes at 20:00.
"""

from datetime import datetime, time, timedelta, tzinfo

from bookings.choices import Ahead

SPANS: dict[str, timedelta] = {
    Ahead.DAYS: timedelta(days=3),
    Ahead.DAY: timedelta(days=1),
    Ahead.HOURS: timedelta(hours=2),
}
MORNING, EVENING, NIGHT = time(8), time(20), time(21)


def send_at(starts_at: datetime, ahead: str, zone: tzinfo) -> datetime:
    """The moment from which the reminder may be sent."""
    moment = (starts_at - SPANS[ahead]).astimezone(zone)
    if moment.time() < MORNING:
        moment -= timedelta(days=1)
    elif moment.time() <= NIGHT:
        return moment
    return datetime.combine(moment.date(), EVENING, tzinfo=zone)


def due_now(starts_at: datetime, at: datetime, zone: tzinfo) -> str | None:
    """The one reminder whose turn it is: the latest whose moment has come; or None."""
    if at >= starts_at:
        return None
    come = [ahead for ahead in SPANS if send_at(starts_at, ahead, zone) <= at]
    return come[-1] if come else None
