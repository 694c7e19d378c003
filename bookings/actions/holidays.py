"""A year's holiday notice comes late: times on new days off close, people are told."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from bookings import planning
from bookings.actions.closing import booked_at, tell_closed
from bookings.actions.offers import ask_list_first
from bookings.choices import BEFORE_VISIT, AppointmentState, Origin
from bookings.models import Slot
from bookings.querysets import stands_at
from centers.models import Center, Closure, ExtraHours
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.holidays import import_holidays
from foundation.models import WorkdayException, work_calendar
from foundation.notices.actions import tell

DEED = "bookings.manage_slots"
FOR_CENTER = gettext_noop(
    "By the holidays just entered, %(days)s are days off: %(closed)s times are closed, "
    "%(booked)s bookings stand on them. The firms have been asked for another time."
)


@dataclass(frozen=True)
class Entered:
    """What entering a notice changed: its years, times closed, bookings on them."""

    years: list[int]
    closed: int
    booked: int


@transaction.atomic
def enter_holidays(*, text: str, source: str, by: Any, at: datetime) -> Entered:
    """Write the notice, close what weekly hours had planned on new days off, plan anew.

    What is booked stays until the firm or the center moves it; the firms and their
    centers are told. Days that are no longer off open again. Raises TableError.
    """
    before, names = work_calendar(), _names()
    years = import_holidays(text=text, source=source, by=by, at=at)
    _open_again(names, at)
    slots = on_days_off(at).filter(stands_at(at), is_closed=False)
    by_center: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots.order_by("starts_at"):
        if before.is_workday(slot.on):
            by_center[slot.center_id].append(slot)
    booked = sum(_close(rows, by, at) for rows in by_center.values())
    planning.plan_all_slots(at=at)
    return Entered(years, sum(map(len, by_center.values())), booked)


def on_days_off(at: datetime) -> QuerySet[Slot]:
    """Slots ahead that weekly hours had planned on days which are off now."""
    ahead = Slot.objects.filter(origin=Origin.PLANNED, starts_at__gt=at)
    calendar = work_calendar()
    days = ahead.order_by().values_list("on", flat=True).distinct()
    off = [day for day in days if not calendar.is_workday(day)]
    extra = ExtraHours.objects.filter(
        service=OuterRef("service"),
        first_on__lte=OuterRef("on"),
        last_on__gte=OuterRef("on"),
    )
    found: QuerySet[Slot] = ahead.filter(~Exists(extra), on__in=off)
    return found


def booked_on_days_off(at: datetime) -> dict[Center, list[tuple[date, int]]]:
    """How many bookings stand on days off, by center and day."""
    cases = Count(
        "bookings", Q(bookings__stage__in=BEFORE_VISIT), distinct=True
    )  # fmt: skip
    rows = Count(
        "appointments", Q(appointments__state=AppointmentState.BOOKED), distinct=True
    )
    slots = on_days_off(at).filter(is_closed=True, taken__gt=0).annotate(n=cases + rows)
    counts: dict[Center, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for slot in slots.filter(n__gt=0).select_related("center").order_by("on"):
        counts[slot.center][slot.on] += slot.n
    return {center: [*days.items()] for center, days in counts.items()}


def _names() -> dict[date, str]:
    """The days off of the calendar with their names."""
    rows = WorkdayException.objects.filter(is_work=False)
    return dict(rows.values_list("day", "name_zh"))


def _close(slots: list[Slot], by: Any, at: datetime) -> int:
    """Close a center's slots, tell the firms and the center; how many are booked."""
    names, days = _names(), sorted({slot.on for slot in slots})
    found = 0
    for day in days:
        reason = names.get(day) or _("A day off")
        rows = Slot.objects.filter(pk__in=[slot.pk for slot in slots if slot.on == day])
        rows.update(is_closed=True, closed_reason=reason)
        booked = booked_at(rows)
        tell_closed(booked, reason, at=at)
        found += len(booked)
    center = slots[0].center
    said = "、".join(day.isoformat() for day in days)
    after = {"closed": len(slots), "booked": found, "days": said}
    record(by=by, deed=DEED, at=at, row=center, after=after)
    tell(
        people=people_of(deed_roles=frozenset({Role.MANAGER}), at=at, center=center),
        event="bookings.closed",
        text=FOR_CENTER,
        at=at,
        link=f"/slots/?w={days[0].isoformat()}",
        days=said,
        closed=len(slots),
        booked=found,
    )
    return found


def _open_again(names: Mapping[date, str], at: datetime) -> None:
    """Open what an earlier notice closed on days that are no longer off."""
    calendar = work_calendar()
    by_center = Closure.objects.filter(
        Q(service=None) | Q(service=OuterRef("service")),
        center=OuterRef("center"),
        first_on__lte=OuterRef("on"),
        last_on__gte=OuterRef("on"),
    )
    named = Q(pk__in=[])
    for day, name in names.items():
        if calendar.is_workday(day):
            named |= Q(on=day, closed_reason=name)
    rows = Slot.objects.filter(
        named, ~Exists(by_center), is_closed=True, starts_at__gt=at
    )
    keys = list(rows.values_list("pk", flat=True))
    Slot.objects.filter(pk__in=keys).update(is_closed=False, closed_reason="")
    ask_list_first(keys, at=at)
