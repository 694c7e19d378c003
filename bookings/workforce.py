"""Who can serve, and when they cannot: consultants and advisers as plain values."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from bookings.arrivals import all_roads
from bookings.models import Reservation
from bookings.serving import monday_of
from bookings.spans import Span
from bookings.team import Person
from centers.choices import HALF_HOURS
from centers.models import Adviser, AdviserLeave, Center
from foundation.clock import CITY_TIME
from providers.models import Consultant, Leave, Provider
from providers.pool import barred_from

ONE_WEEK = timedelta(days=7)


def half_day(on: date, half: str) -> Span:
    """The hours a visit on that half-day takes."""
    opens, closes = HALF_HOURS[half]
    return (
        datetime.combine(on, opens, tzinfo=CITY_TIME),
        datetime.combine(on, closes, tzinfo=CITY_TIME),
    )


def consultants(center: Center, first: date, last: date) -> list[Person]:
    """The pool's active consultants who work in one of the center's districts.

    Their provider has an agreement for it, and they have chosen it or no district.
    A half-day reserved for a visit of another center fills them, the road from that
    firm's district to this center's included (they are not offered where they could
    not arrive); the center's own visits do not, because its slots count them already.
    """
    providers = Provider.objects.in_pool(first).filter(
        agreements__campaign__starts_on__lte=last,
        agreements__campaign__ends_on__gt=first,
        agreements__districts__served_by=center,
    )
    chosen = Consultant.districts.through.objects
    own = chosen.filter(district__served_by=center).values("consultant")
    rows = (
        Consultant.objects.active()
        .filter(provider__in=providers.values("pk"))
        .filter(Q(pk__in=own) | ~Q(pk__in=chosen.values("consultant")))
    )
    keys = rows.values("pk")
    leaves = Leave.objects.filter(
        consultant__in=keys, first_on__lte=last, last_on__gte=first
    ).values_list("consultant", "first_on", "last_on")
    elsewhere = (
        Reservation.objects.filter(consultant__in=keys, on__range=(first, last))
        .exclude(booking__center=center)
        .values_list("consultant", "on", "half", "booking__district")
    )
    roads, here = all_roads(), center.district_id
    busy: dict[int, dict[date, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for who, on, half, district in elsewhere:
        start, end = half_day(on, half)
        there = timedelta(minutes=roads.between(here, district))
        back = timedelta(minutes=roads.between(district, here))
        busy[who][on].append((start - there, end + back))
    away = [*leaves, *_barred(rows, first, last)]
    return _persons(rows.values_list("pk", "weekdays"), away, busy)


def _barred(
    rows: QuerySet[Consultant], first: date, last: date
) -> Iterable[tuple[int, date, date]]:
    """Whose provider gets no new visits from a day on: away from then until `last`."""
    days = {key: day for key, day in barred_from(first).items() if day <= last}
    theirs = rows.filter(provider__in=days).values_list("pk", "provider")
    return [(person, days[provider], last) for person, provider in theirs]


def weekly_left(
    center: Center, people: Iterable[Person], first: date, last: date
) -> dict[tuple[int, date], int]:
    """Visits each person with a weekly limit may still be given, by week's Monday.

    Counted off are visits for other centers, and this center's before `first`; its
    later ones are counted by its slots.
    """
    keys = [person.key for person in people]
    limits = dict(
        Consultant.objects.filter(pk__in=keys, per_week__isnull=False).values_list(
            "pk", "per_week"
        )
    )
    if not limits:
        return {}
    mondays = [monday_of(first)]
    while mondays[-1] + ONE_WEEK <= last:
        mondays.append(mondays[-1] + ONE_WEEK)
    left = {(key, day): limits[key] for key in limits for day in mondays}
    reserved = Reservation.objects.filter(
        consultant__in=limits, on__range=(mondays[0], mondays[-1] + ONE_WEEK)
    ).filter(Q(on__lt=first) | ~Q(booking__center=center))
    for who, on in reserved.values_list("consultant", "on"):
        if (who, monday_of(on)) in left:
            left[who, monday_of(on)] -= 1
    return left


def advisers(center: Center, first: date) -> dict[int, list[Person]]:
    """The center's advisers by service; one person is the same object everywhere."""
    leaves = AdviserLeave.objects.filter(
        adviser__center=center, last_on__gte=first
    ).values_list("adviser", "first_on", "last_on")
    rows = Adviser.objects.filter(center=center)
    facts = ("pk", "weekdays", "per_day", "per_week")
    people = {
        person.key: person for person in _persons(rows.values_list(*facts), leaves, {})
    }
    by_service: dict[int, list[Person]] = defaultdict(list)
    given = Adviser.services.through.objects.filter(adviser__center=center)
    for who, service in given.order_by("pk").values_list("adviser", "service"):
        by_service[service].append(people[who])
    return by_service


def _persons(
    rows: Iterable[Any],
    leaves: Iterable[tuple[int, date, date]],
    busy: dict[int, dict[date, list[Span]]],
) -> list[Person]:
    """`rows`: key, weekdays and, where there are some, limits a day and a week."""
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for who, first, last in leaves:
        away[who].append((first, last))
    return [
        Person(
            key, weekdays, tuple(away[key]), busy.get(key) or defaultdict(list), *limits
        )
        for key, weekdays, *limits in rows
    ]
