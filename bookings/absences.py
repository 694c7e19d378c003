"""What follows when a firm does not come: online booking closes for a while.

Pure: days and dated terms in, a day out. The terms shipped are not in the founding
letter; C (our default), until the bureau writes down others (`AbsenceTerms`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Terms:
    """`limit` absences within `within_days` close online booking for `closed_days`.

    They judge absences from `valid_from` on, until later terms do.
    """

    limit: int = 2
    within_days: int = 180
    closed_days: int = 30
    valid_from: date = date.min


SHIPPED = Terms()


@dataclass(frozen=True)
class Closing:
    """The first day on which the firm books online again, and by which terms."""

    until: date
    terms: Terms


def terms_on(day: date, known: Iterable[Terms]) -> Terms:
    """The terms in force on that day."""
    past = [terms for terms in known if terms.valid_from <= day]
    return max(past, key=lambda terms: terms.valid_from, default=SHIPPED)


def closed_until(
    absent_on: Iterable[date], known: Iterable[Terms] = ()
) -> Closing | None:
    """Until when online booking is closed, the latest day; None = never closed.

    Each absence is judged by the terms of its own day, with those before it that lie
    within their span; where they make the limit full, it closes from that day. The
    day found may lie in the past.
    """
    days, known = sorted(absent_on), list(known)
    found = []
    for place, day in enumerate(days, start=1):
        terms = terms_on(day, known)
        first = place - terms.limit
        if first >= 0 and day - days[first] < timedelta(days=terms.within_days):
            found.append(Closing(day + timedelta(days=terms.closed_days), terms))
    return max(found, key=lambda closing: closing.until, default=None)
