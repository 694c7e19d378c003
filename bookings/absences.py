"""What follows when a firm does not come: two absences close online booking a while.

Pure: days in, a day out. Not in the founding letter; C (our default).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Terms:
    """`limit` absences within `within_days` close online booking for `closed_days`."""

    limit: int = 2
    within_days: int = 180
    closed_days: int = 30
    source: str = "C (our default)"


TERMS = Terms()


def closed_until(absent_on: Iterable[date], terms: Terms = TERMS) -> date | None:
    """The first day on which the firm may book online again; None = never closed.

    Counted from the absence that makes the limit full; the day may lie in the past.
    """
    days = sorted(absent_on)
    full = [
        last
        for first, last in zip(days, days[terms.limit - 1 :], strict=False)
        if last - first < timedelta(days=terms.within_days)
    ]
    return full[-1] + timedelta(days=terms.closed_days) if full else None
