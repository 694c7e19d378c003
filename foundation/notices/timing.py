"""When a message goes out again, and what the quiet hours hold back (pure)."""

from datetime import datetime, time, timedelta, tzinfo

# Minutes after the first, second ... failed try; after the last one it is dead.
BACKOFF = (1, 5, 30, 120, 720)
LEASE = timedelta(minutes=2)  # a try that says nothing for so long was killed
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


def next_try(tries: int, at: datetime) -> datetime | None:
    """The moment of the next try after `tries` failed ones; None = no more."""
    if tries > len(BACKOFF):
        return None
    return at + timedelta(minutes=BACKOFF[max(tries, 1) - 1])


def quiet_end(at: datetime, begins: time, ends: time, zone: tzinfo) -> datetime | None:
    """The end of the quiet hours in which `at` (aware) falls; None outside them.

    The hours are of the city's clock, half-open, and may reach over midnight; two
    equal hours mean no quiet at all.
    """
    local = at.astimezone(zone)
    clock = local.time()
    over_midnight, begun, over = begins > ends, clock >= begins, clock >= ends
    quiet = (begun or not over) if over_midnight else (begun and not over)
    if not quiet:
        return None
    later = over_midnight and begun
    return datetime.combine(local.date() + timedelta(days=later), ends, tzinfo=zone)
