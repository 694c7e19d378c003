"""Which designations and reviews."""

from datetime import date
from typing import Self

from designations.choices import ENDED, HELD
from foundation.access.scoping import ScopedQuerySet


class DesignationQuerySet(ScopedQuerySet):
    """Questions about designations."""

    def running(self) -> Self:
        """Not refused and not withdrawn."""
        return self.exclude(state__in=ENDED)

    def held(self) -> Self:
        """Of centers that hold the designation now."""
        return self.filter(state__in=HELD)


class NoticeQuerySet(ScopedQuerySet):
    """Questions about public notices."""

    def public(self) -> Self:
        """What everybody may see: every notice, the latest first."""
        return self.order_by("-published_on", "-pk")

    def running(self, day: date) -> Self:
        """Notices that can be objected to on that day."""
        return self.filter(published_on__lte=day, ends_on__gte=day)
