"""What is done to services, hours, releases, closures, leave and road times."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from centers.actions.seen import hold_as_seen
from centers.choices import Weekday
from centers.hours import WeeklyHours, backwards, overlapping
from centers.models import (
    Adviser,
    AdviserLeave,
    Center,
    Closure,
    District,
    ExtraHours,
    OpeningRule,
    Service,
    Travel,
)
from foundation.audit.actions import record
from foundation.errors import Refused

DEED = "centers.manage_services"


def hours_words(row: WeeklyHours) -> str:
    """Monday 09:00-11:30."""
    day = Weekday(row.weekday).label
    return f"{day} {row.opens:%H:%M}-{row.closes:%H:%M}"


def _refuse_senseless(hours: Sequence[WeeklyHours]) -> None:
    reasons = [
        _("%(hours)s ends before it begins.") % {"hours": hours_words(row)}
        for row in backwards(hours)
    ]
    reasons += [
        _("%(one)s and %(other)s overlap.")
        % {"one": hours_words(a), "other": hours_words(b)}
        for a, b in overlapping(hours)
    ]
    if reasons:
        raise Refused(*reasons)


@transaction.atomic
def change_service(
    *,
    service: Service,
    terms: dict[str, Any],
    hours: Sequence[WeeklyHours],
    by: Any,
    at: datetime,
    advisers: Collection[Adviser] | None = None,
    seen: str = "",
) -> None:
    """Set how a service is booked and its weekly hours; slots follow when planned.

    `advisers`: who may serve; None leaves them as they are. `seen`: the service's
    mark as it was shown. Raises Refused naming every interval that ends before it
    starts and every pair that overlaps; LostRace where it has changed meanwhile.
    """
    _refuse_senseless(hours)
    hold_as_seen(service, seen)
    before = {name: getattr(service, name) for name in terms}
    old = [f"{rule} x{rule.capacity}" for rule in service.opening_rules.all()]
    for name, value in terms.items():
        setattr(service, name, value)
    service.save()
    _set_hours(service, hours)
    new = [f"{hours_words(row)} x{row.capacity}" for row in hours]
    were, are = _set_advisers(service, advisers)
    record(
        by=by,
        deed=DEED,
        at=at,
        row=service,
        before={**before, **were, "hours": old},
        after={**terms, **are, "hours": new},
    )


def _set_hours(service: Service, hours: Sequence[WeeklyHours]) -> None:
    service.opening_rules.all().delete()
    OpeningRule.objects.bulk_create(
        OpeningRule(
            service=service,
            weekday=row.weekday,
            opens=row.opens,
            closes=row.closes,
            capacity=row.capacity,
        )
        for row in hours
    )


def _set_advisers(
    service: Any, advisers: Collection[Adviser] | None
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Who served and who serves, by name; nothing where that stays as it is."""
    if advisers is None:
        return {}, {}
    were = sorted(service.advisers.values_list("name", flat=True))
    service.advisers.set(advisers)
    return {"advisers": were}, {"advisers": sorted(row.name for row in advisers)}


@transaction.atomic
def add_service(
    *, center: Center, kind: str, served_by: str, by: Any, at: datetime
) -> Service:
    """A service the center does not have yet; not offered before it has its hours.

    Raises Refused where the center has it.
    """
    if Service.objects.filter(center=center, kind=kind).exists():
        raise Refused(_("The center has this service already."))
    row: Service = Service.objects.create(
        center=center, kind=kind, served_by=served_by, is_open=False
    )
    record(
        by=by, deed=DEED, at=at, row=row, after={"kind": kind, "served_by": served_by}
    )
    return row


@transaction.atomic
def set_release(
    *,
    center: Center,
    ahead: int | None,
    moment: time,
    by: Any,
    at: datetime,
    seen: str = "",
) -> None:
    """How many working days ahead (None = never) and when times release themselves.

    It holds for what is planned from now on: what was announced keeps its moment.
    `seen`: the rule's mark as it was shown. Raises LostRace where it has changed since.
    """
    hold_as_seen(center, seen)
    before = {
        "release_ahead": center.release_ahead,
        "release_time": center.release_time,
    }
    after = {"release_ahead": ahead, "release_time": moment}
    Center.objects.filter(pk=center.pk).update(**after)
    center.release_ahead, center.release_time = ahead, moment
    record(by=by, deed=DEED, at=at, row=center, before=before, after=after)


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise Refused(_("The last day comes before the first."))


@transaction.atomic
def close_days(
    *,
    center: Center,
    first: date,
    last: date,
    reason: str,
    by: Any,
    at: datetime,
    service: Service | None = None,
) -> Closure:
    """Close the center, or one service, on those days (both included).

    Raises Refused for days in the wrong order.
    """
    _in_order(first, last)
    row: Closure = Closure.objects.create(
        center=center, service=service, first_on=first, last_on=last, reason=reason
    )
    record(by=by, deed=DEED, at=at, row=row, after={"closed": str(row)})
    return row


@transaction.atomic
def open_extra(
    *,
    center: Center,
    service: Service,
    first: date,
    last: date,
    opens: time,
    closes: time,
    capacity: int,
    reason: str,
    by: Any,
    at: datetime,
) -> ExtraHours:
    """Open a service on those days besides its weekly hours, holidays included.

    Raises Refused for days or hours in the wrong order, or a foreign service.
    """
    _in_order(first, last)
    if service.center_id != center.pk:
        raise Refused(_("This center does not offer the service."))
    if closes <= opens:
        raise Refused(_("The hours end before they begin."))
    row: ExtraHours = ExtraHours.objects.create(
        service=service,
        first_on=first,
        last_on=last,
        opens=opens,
        closes=closes,
        capacity=capacity,
        reason=reason,
    )
    record(by=by, deed=DEED, at=at, row=row, after={"open": str(row)})
    return row


@transaction.atomic
def take_leave(
    *,
    center: Center,
    adviser: Adviser,
    first: date,
    last: date,
    by: Any,
    at: datetime,
) -> AdviserLeave:
    """An adviser is away on those days (both included). Raises Refused."""
    _in_order(first, last)
    if adviser.center_id != center.pk:
        raise Refused(_("This person is not an adviser of the center."))
    row: AdviserLeave = AdviserLeave.objects.create(
        adviser=adviser, first_on=first, last_on=last
    )
    record(by=by, deed=DEED, at=at, row=row, after={"leave": str(row)})
    return row


@transaction.atomic
def drop_exception(
    *, row: Closure | ExtraHours | AdviserLeave, by: Any, at: datetime
) -> None:
    """A closure, extra hours or a leave no longer holds."""
    record(by=by, deed=DEED, at=at, row=row, before={"dropped": str(row)})
    row.delete()


@transaction.atomic
def set_roads(
    *, minutes: Mapping[tuple[District, District], int | None], by: Any, at: datetime
) -> int:
    """Set the minutes on the road of each pair; None = not known. Returns changes."""
    known = {
        (row.start_id, row.end_id): row.minutes
        for row in Travel.objects.select_for_update()
    }
    before, after = {}, {}
    for (start, end), value in minutes.items():
        old = known.get((start.pk, end.pk))
        if old == value:
            continue
        name = f"{start.name_zh} → {end.name_zh}"
        before[name], after[name] = old, value
        if value is None:
            Travel.objects.filter(start=start, end=end).delete()
        else:
            Travel.objects.update_or_create(
                start=start, end=end, defaults={"minutes": value}
            )
    if after:
        record(
            by=by,
            deed="centers.manage_roads",
            at=at,
            before={"roads": before},
            after={"roads": after},
        )
    return len(after)
