"""Which complaints."""

from datetime import datetime
from typing import Self

from complaints.choices import OPEN, ComplaintState
from foundation.access.scoping import ScopedQuerySet


class ComplaintQuerySet(ScopedQuerySet):
    """Questions about complaints."""

    def open(self) -> Self:
        """Neither decided nor taken back."""
        return self.filter(state__in=OPEN)

    def upheld(self) -> Self:
        """Decided in the firm's favour."""
        return self.filter(state=ComplaintState.UPHELD)

    def decided_between(self, first: datetime, end: datetime) -> Self:
        """Decided from the first moment up to, and without, the second."""
        return self.filter(decided_at__gte=first, decided_at__lt=end)

    def with_names(self) -> Self:
        """Joined with everything a row of a list shows."""
        return self.select_related("booking__district", "company", "provider", "center")
