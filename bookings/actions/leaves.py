"""A consultant is away, comes back, leaves for good: with the visits it touches."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.models import Membership
from bookings.actions.telling import moment_words
from bookings.choices import BEFORE_VISIT
from bookings.models import Reservation
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.notices.actions import tell
from providers.actions import DEED
from providers.models import Consultant, Leave

AWAY = gettext_noop(
    "%(name)s of %(provider)s is on leave %(first)s to %(last)s: somebody else must go "
    "to %(firm)s on %(when)s"
)


class Touched(Refused):
    """Reserved visits lie on the days; `visits` are their reservations."""

    def __init__(self, reason: str, visits: list[Reservation]) -> None:
        super().__init__(reason)
        self.visits = visits


def visits_ahead(consultant: Consultant, first: date) -> QuerySet[Reservation]:
    """The person's reserved visits from that day on that have not been held yet."""
    rows: QuerySet[Reservation] = Reservation.objects.filter(
        consultant=consultant, on__gte=first, booking__stage__in=BEFORE_VISIT
    )
    return rows.select_related(
        "booking__company", "booking__slot", "booking__district"
    ).order_by("on", "half")


@transaction.atomic
def enter_leave(
    *,
    consultant: Consultant,
    first: date,
    last: date,
    by: Any,
    at: datetime,
    anyway: bool = False,
) -> Leave:
    """The consultant is away from `first` to `last`, both included: one entry.

    Raises Refused for days in the wrong order, past, or already a leave; Touched
    where visits are reserved on them, unless `anyway`: then their centers are told
    that somebody else must go.
    """
    person = Consultant.objects.select_for_update().get(pk=consultant.pk)
    _refuse_days(person, first, last, local_day(at))
    touched = list(visits_ahead(person, first).filter(on__lte=last))
    if touched and not anyway:
        raise Touched(_("Visits are reserved on these days."), touched)
    row: Leave = Leave.objects.create(consultant=person, first_on=first, last_on=last)
    record(
        by=by,
        deed=DEED,
        at=at,
        row=person,
        after={
            "leave": f"{first} - {last}",
            "visits": [visit.booking.number for visit in touched],
        },
    )
    for visit in touched:
        _tell_center(visit, row, by, at)
    return row


def _refuse_days(person: Consultant, first: date, last: date, today: date) -> None:
    if last < first:
        raise Refused(_("The last day comes before the first."))
    if last < today:
        raise Refused(_("These days are past."))
    known = person.leaves.filter(first_on__lte=last, last_on__gte=first).first()
    if known is not None:
        words = _("There is a leave already from %(first)s to %(last)s.")
        raise Refused(words % {"first": known.first_on, "last": known.last_on})


def _tell_center(visit: Reservation, leave: Leave, by: Any, at: datetime) -> None:
    person, case = leave.consultant, visit.booking
    people = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=at, center=case.center_id
    )
    tell(
        people=[one for one in people if one.pk != by.pk],
        event=DEED,
        text=AWAY,
        at=at,
        about=case,
        link=f"/cases/{case.number}/reassign/{person.pk}/",
        name=person.name,
        provider=person.provider.name,
        first=leave.first_on.isoformat(),
        last=leave.last_on.isoformat(),
        firm=case.company.name,
        when=moment_words(case.slot),
    )


@transaction.atomic
def end_leave(*, leave: Leave, by: Any, at: datetime) -> None:
    """A leave no longer holds."""
    days = f"{leave.first_on} - {leave.last_on}"
    record(by=by, deed=DEED, at=at, row=leave.consultant, before={"leave": days})
    leave.delete()


@transaction.atomic
def set_active(*, consultant: Consultant, active: bool, by: Any, at: datetime) -> None:
    """The consultant leaves for good, or is back; nobody is ever deleted.

    Whoever has left signs in as this provider's consultant no more.

    Raises Touched while visits are reserved from today on: they change hands first.
    """
    person = Consultant.objects.select_for_update().get(pk=consultant.pk)
    touched = [] if active else list(visits_ahead(person, local_day(at)))
    if touched:
        raise Touched(_("Give these visits to somebody else first."), touched)
    if person.is_active == active:
        return
    Consultant.objects.filter(pk=person.pk).update(is_active=active)
    _open_or_end_access(person, active, local_day(at))
    record(
        by=by,
        deed=DEED,
        at=at,
        row=person,
        before={"is_active": not active},
        after={"is_active": active},
    )


def _open_or_end_access(person: Consultant, active: bool, day: date) -> None:
    rows = Membership.objects.filter(consultant=person)
    if not active:
        rows.filter(ends_on=None).update(ends_on=day)
        return
    for user in rows.values_list("user", flat=True).distinct():
        Membership.objects.create(
            user_id=user,
            role=Role.CONSULTANT,
            provider=person.provider,
            consultant=person,
            starts_on=day,
        )
