"""How long a firm waits: the queue divided by the weekly rate, honestly as a band.

The rate of a week is the number of visits held in it; the band runs from the better
to the worse quartile of the last weeks, with the median between (default C: eight
weeks; a worse quartile without a visit counts as half the median). A forecast says
when the wait passes thirty days if weeks go on like these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median, quantiles

WEEKS = 8
LONG_WAIT_DAYS = 30
DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Wait:
    """Days from now until the last in the queue is visited."""

    queue: int
    shortest: int
    middle: int
    longest: int


def weekly(days: Iterable[date], today: date, weeks: int = WEEKS) -> list[int]:
    """How many of the days fall into each of the last whole weeks, the latest last."""
    monday = today - timedelta(days=today.weekday())
    counts = [0] * weeks
    for day in days:
        back = (monday - day + timedelta(days=6)).days // DAYS_IN_WEEK
        if 1 <= back <= weeks:
            counts[weeks - back] += 1
    return counts


def wait(queue: int, rates: Sequence[int], *, more_capacity: float = 0) -> Wait | None:
    """The band for a queue; None where too little was done to say.

    `more_capacity` 0.2 = what if 20 % more could be visited each week.
    """
    factor = 1 + more_capacity
    worse, middle, better = quantiles(rates, n=4, method="inclusive")
    if middle <= 0:
        return None
    days = [
        ceil(queue / (rate * factor) * DAYS_IN_WEEK)
        for rate in (better, middle, worse or middle / 2)
    ]
    return Wait(queue, *days)


def weeks_until_long(
    queue: int, rates: Sequence[int], arrivals: Sequence[int]
) -> int | None:
    """Weeks until the wait passes thirty days; 0 = it has, None = it will not.

    The queue grows by the median of arrivals minus the median of visits.
    """
    rate = median(rates)
    if rate <= 0:
        return 0 if queue else None
    most = rate * LONG_WAIT_DAYS / DAYS_IN_WEEK
    if queue > most:
        return 0
    growth = median(arrivals) - rate
    return ceil((most - queue) / growth) if growth > 0 else None
