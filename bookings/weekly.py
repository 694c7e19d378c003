"""How many visits a week can be offered when people have weekly limits; pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bookings.availability import Offer

Left = Mapping[tuple[int, date], int]


def within_limits(
    offers: Sequence[Offer], left: Left, taken: Mapping[datetime, int]
) -> list[Offer]:
    """The same starts, with no more places a week than the people may still serve.

    `left`: visits a person may still be given in the week of that Monday (who is not
    in it has no limit); `taken`: places booked by start, which are kept. What is too
    much is taken off the emptiest starts, the later one first, so that a week keeps
    choice on all its days.
    """
    weeks: dict[date, list[Offer]] = defaultdict(list)
    for offer in offers:
        day = offer.starts.date()
        weeks[day - timedelta(days=day.weekday())].append(offer)
    found: list[Offer] = []
    for monday, rows in weeks.items():
        found += _week([_able(row, monday, left) for row in rows], monday, left, taken)
    return found


def _able(offer: Offer, monday: date, left: Left) -> Offer:
    """Without the people who may serve nothing more in that week."""
    people = tuple(key for key in offer.people if left.get((key, monday), 1) > 0)
    return replace(offer, people=people, capacity=min(offer.capacity, len(people)))


def _week(
    rows: list[Offer], monday: date, left: Left, taken: Mapping[datetime, int]
) -> list[Offer]:
    times: dict[int, int] = defaultdict(int)
    for row in rows:
        for key in row.people:
            times[key] += 1
    most = sum(min(n, left.get((key, monday), n)) for key, n in times.items())
    places = [row.capacity for row in rows]
    spare = [row.capacity - taken.get(row.starts, 0) for row in rows]
    while sum(places) > most and max(spare, default=0) > 0:
        fullest = max(range(len(rows)), key=lambda n: (spare[n], n))
        places[fullest] -= 1
        spare[fullest] -= 1
    return [replace(row, capacity=n) for row, n in zip(rows, places, strict=True)]
