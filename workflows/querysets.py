"""Which to-do rows: one inbox for all."""

from datetime import date
from typing import Any, Self

from foundation.access.policies import deeds_of
from foundation.access.scoping import ScopedQuerySet


class DueQuerySet(ScopedQuerySet):
    """Questions about human tasks."""

    def open(self) -> Self:
        """Not yet done and not cancelled."""
        return self.filter(done_at=None)

    def for_person(self, user: Any) -> Self:
        """Open tasks the person may do in the present role: own and claimable."""
        return self.visible_to(user).open().filter(deed__in=deeds_of(user.role))

    def mine(self, user: Any) -> Self:
        """Open tasks the person has taken."""
        return self.for_person(user).filter(task__owner=user)

    def claimable(self, user: Any) -> Self:
        """Open tasks nobody has taken."""
        return self.for_person(user).filter(task__owner=None)

    def done_by_person(self, user: Any) -> Self:
        """What the person has done in this role, newest first."""
        return self.visible_to(user).filter(done_by=user).order_by("-done_at")

    def late(self, day: date) -> Self:
        """Past their due day."""
        return self.open().filter(due_on__lt=day)

    def with_names(self) -> Self:
        """Joined with everything an inbox row shows."""
        return self.select_related(
            "task__owner",
            "booking__company",
            "booking__district",
            "booking__slot",
            "booking__provider",
            "award__provider",
            "award__period",
            "period",
            "done_by",
        )
