"""Which centers, and which of their advisers."""

from datetime import date
from typing import Self

from django.db.models import Q

from foundation.access.scoping import ScopedQuerySet


class CenterQuerySet(ScopedQuerySet):
    """Questions about centers."""

    def designated_on(self, day: date) -> Self:
        """Centers that hold the designation on that day."""
        return self.filter(designated_on__lte=day).filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
        )

    def public(self, day: date) -> Self:
        """What everybody may see."""
        return self.designated_on(day)


class AdviserQuerySet(ScopedQuerySet):
    """Questions about advisers."""

    def active(self) -> Self:
        """Those who have not left the center."""
        return self.filter(is_active=True)
