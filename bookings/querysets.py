"""Which slots and bookings."""

from datetime import datetime
from typing import Self

from django.db.models import Exists, F, OuterRef, Q

from bookings.choices import ENDED, WITHDRAWN, Origin
from centers.choices import ServiceKind
from centers.models import Service
from foundation.access.scoping import ScopedQuerySet
from foundation.prepared import Given


def open_at(at: datetime | Given) -> Q:
    """A slot that takes bookings at that moment, if it has room.

    The service is asked by `Exists`, not by a join: a conditional update must keep its
    conditions on the row itself, or two of them pass at once.
    """
    offered = Service.objects.filter(pk=OuterRef("service"), is_open=True)
    its_own = Q(is_closed=False, released_at__lte=at, bookable_until__gt=at)
    return its_own & Q(Exists(offered))


def bookable_at(at: datetime | Given) -> Q:
    """A slot that can be booked at that moment: the one availability question.

    Picker, submit, waiting list and interface all ask it; `availability.is_bookable`
    is the same rule for plain values.
    """
    return open_at(at) & Q(taken__lt=F("capacity"))


def in_use() -> Q:
    """A slot at which somebody may come, or comes: it takes people and a room."""
    open_one = Q(is_closed=False, service__is_open=True, capacity__gt=0)
    return open_one | Q(taken__gt=0)


def stands_at(at: datetime) -> Q:
    """No untouched draft: public, booked, or changed or added by the center."""
    touched = Q(taken__gt=0) | ~Q(extra=0) | Q(origin=Origin.ADDED)
    return Q(released_at__lte=at) | touched


class SlotQuerySet(ScopedQuerySet):
    """Questions about slots; on-site diagnoses unless another service is named."""

    def bookable(self, at: datetime, kind: str = ServiceKind.VISIT) -> Self:
        """Slots that can be booked now, the earliest first."""
        return self.filter(bookable_at(at), kind=kind).order_by("starts_at")

    def shown(self, at: datetime, kind: str = ServiceKind.VISIT) -> Self:
        """Slots a calendar shows: open for booking, full ones too."""
        return self.filter(open_at(at), kind=kind, capacity__gt=0).order_by("starts_at")

    def drafts(self) -> Self:
        """Planned, and no moment of release set."""
        return self.filter(released_at=None)


class BookingQuerySet(ScopedQuerySet):
    """Questions about cases."""

    def running(self) -> Self:
        """Cases that have not ended."""
        return self.exclude(stage__in=ENDED)

    def counted(self) -> Self:
        """Cases that count against quotas: all but cancelled and refused ones."""
        return self.exclude(stage__in=WITHDRAWN)

    def with_names(self) -> Self:
        """Joined with everything a list row shows."""
        return self.select_related(
            "company", "center", "district", "slot", "provider", "campaign"
        )
