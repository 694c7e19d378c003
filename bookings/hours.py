"""A service's hours, closures and terms as plain values."""

from collections.abc import Iterable

from bookings.availability import Calendar, Hours, Terms
from centers.models import Closure, ExtraHours, OpeningRule, Service
from foundation.clock import CITY_TIME
from foundation.workdays import WorkCalendar


def calendar_of(
    service: Service, workdays: WorkCalendar, extra: Iterable[ExtraHours] = ()
) -> Calendar:
    """The service's hours and closures as plain values."""
    weekly: dict[int, tuple[Hours, ...]] = {}
    for rule in OpeningRule.objects.filter(service=service):
        hours = Hours(rule.opens, rule.closes, rule.capacity)
        weekly[rule.weekday] = (*weekly.get(rule.weekday, ()), hours)
    closures = Closure.objects.filter(center=service.center_id)
    return Calendar(
        zone=CITY_TIME,
        workdays=workdays,
        weekly=weekly,
        extra=tuple(
            (row.first_on, row.last_on, Hours(row.opens, row.closes, row.capacity))
            for row in extra
        ),
        closed=tuple(
            (row.first_on, row.last_on)
            for row in closures
            if row.service_id in (None, service.pk)
        ),
    )


def terms_of(service: Service) -> Terms:
    """How the service is booked, as plain values."""
    return Terms(
        minutes=service.minutes,
        before=service.buffer_before,
        after=service.buffer_after,
        per_day=service.per_day,
        per_week=service.per_week,
    )
