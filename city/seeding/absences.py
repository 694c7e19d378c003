"""The time of the showcase provider's people: a leave over a visit, a weekly limit."""

from datetime import datetime, timedelta

from accounts.models import Membership
from bookings.actions.leaves import enter_leave
from bookings.choices import Stage
from bookings.models import Reservation
from foundation.clock import local_day
from foundation.models import work_calendar
from providers.actions import change_consultant
from providers.models import Consultant

AWAY = timedelta(days=18)  # to the Friday of the third week, or so
PER_WEEK = 3


def fill(seat: Membership, *, at: datetime) -> None:
    """`seat`: the provider's coordinator, who enters both.

    Who goes along to the last visit already agreed is away from that day on: the
    board marks the visit, and the center has been told.
    """
    seat.user.act_as(seat.pk)
    people = Consultant.objects.filter(provider=seat.provider).order_by("pk")
    visit = _visit(seat, at)
    if visit is not None:
        enter_leave(
            consultant=visit.consultant,
            first=visit.on,
            last=visit.on + AWAY,
            by=seat.user,
            at=at,
            anyway=True,
        )
    away = [visit.consultant_id] if visit else []
    limited = people.exclude(pk__in=away).last()
    if limited is not None:
        change_consultant(
            consultant=limited,
            facts={"per_week": PER_WEEK},
            sectors=list(limited.skills.values_list("sector", flat=True)),
            districts=[],
            by=seat.user,
            at=at,
        )


def _visit(seat: Membership, at: datetime) -> Reservation | None:
    """The last agreed visit, of a companion rather than of the lead."""
    tomorrow = work_calendar().add(local_day(at), 1)
    rows = Reservation.objects.filter(
        consultant__provider=seat.provider,
        booking__stage=Stage.VISITING,
        on__gt=tomorrow,
    ).select_related("consultant")
    found: Reservation | None = rows.order_by("-on", "-consultant_id").first()
    return found
