"""Which slots and bookings."""

from datetime import datetime
from typing import Self

from django.db.models import F

from bookings.choices import ENDED, WITHDRAWN
from foundation.access.scoping import ScopedQuerySet


class SlotQuerySet(ScopedQuerySet):
    """The one availability question, for picker, submit and every other asker."""

    def bookable(self, at: datetime) -> Self:
        """Slots that can be booked now: open, ahead, with room."""
        return self.filter(
            is_closed=False, starts_at__gt=at, taken__lt=F("capacity")
        ).order_by("starts_at")

    def shown(self, at: datetime) -> Self:
        """Slots a calendar shows: open and ahead, full ones too."""
        return self.filter(is_closed=False, starts_at__gt=at, capacity__gt=0).order_by(
            "starts_at"
        )


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
