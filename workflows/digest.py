"""The daily digest: what is yours today, one message a person on working days."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_noop

from accounts.models import Membership
from bookings.models import Booking
from foundation import clock
from foundation.models import work_calendar
from foundation.notices.actions import tell_once
from workflows.choices import Clock
from workflows.models import Due
from workflows.querysets import clock_is

TODAY = gettext_noop(
    "Today for you: %(open)s open, of them %(late)s late and %(risk)s due soon"
)


def send_all(*, at: datetime) -> int:
    """One digest to everybody who has open steps; returns how many were written.

    Nothing on days off. Asked again on the same day it writes nothing more.
    """
    day = clock.local_day(at)
    if not work_calendar().is_workday(day):
        return 0
    return sum(_send(membership, day, at) for membership in _with_work(day))


def _with_work(day: date) -> QuerySet[Membership]:
    """Memberships in force whose home may have something open."""
    firms = Booking.objects.running().values("company")
    rows: QuerySet[Membership] = (
        Membership.objects.on(day)
        .filter(Q(company=None) | Q(company__in=firms), user__is_active=True)
        .select_related("user")
    )
    return rows


def _send(membership: Membership, day: date, at: datetime) -> int:
    user = membership.user
    if not user.act_as(membership.pk):
        return 0
    found = Due.objects.for_person(user).aggregate(
        open=Count("pk"),
        late=Count("pk", filter=clock_is(Clock.LATE, day)),
        risk=Count("pk", filter=clock_is(Clock.AT_RISK, day)),
    )
    if not found["open"]:
        return 0
    tell_once(
        person=user,
        once=f"digest:{day}:{membership.pk}",
        event="digest",
        text=TODAY,
        at=at,
        link="/inbox/",
        **found,
    )
    return 1
