"""The queue of each center and how fast it moves, in three questions for all."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from bookings.choices import BEFORE_VISIT
from bookings.models import Booking
from bookings.waiting import WEEKS, Wait, wait, weekly, weeks_until_long
from foundation.clock import CITY_TIME, local_day


@dataclass(frozen=True)
class Queue:
    """A center's queue: how long, the visits and bookings of the last weeks."""

    length: int
    visits: list[int]
    arrivals: list[int]

    def wait(self, *, more_capacity: float = 0) -> Wait | None:
        """The band a firm that books now waits in."""
        return wait(self.length, self.visits, more_capacity=more_capacity)

    @property
    def weeks_until_long(self) -> int | None:
        """Weeks until the wait passes thirty days."""
        return weeks_until_long(self.length, self.visits, self.arrivals)


def queues(centers: Collection[int], *, today: date) -> dict[int, Queue]:
    """The queues of those centers, by their key."""
    since = today - timedelta(weeks=WEEKS + 1)
    midnight = datetime.combine(since, time(), tzinfo=CITY_TIME)
    cases = Booking.objects.filter(center__in=centers).order_by()
    waiting = Counter(
        dict(
            cases.filter(stage__in=BEFORE_VISIT)
            .values_list("center")
            .annotate(n=Count("pk"))
        )
    )
    visits, arrivals = defaultdict(list), defaultdict(list)
    held = cases.counted().exclude(stage__in=BEFORE_VISIT)
    held = held.filter(slot__center__in=centers, slot__on__range=(since, today))
    for center, day in held.values_list("center", "slot__on"):
        visits[center].append(day)
    booked = cases.filter(booked_at__gte=midnight)
    for center, moment in booked.values_list("center", "booked_at"):
        arrivals[center].append(local_day(moment))
    return {
        key: Queue(
            waiting[key], weekly(visits[key], today), weekly(arrivals[key], today)
        )
        for key in centers
    }
