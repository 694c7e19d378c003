"""Which diagnoses held elsewhere count."""

from typing import Any, Self

from foundation.access.scoping import ScopedQuerySet


class EarlierQuerySet(ScopedQuerySet):
    """Questions about diagnoses held elsewhere."""

    def of(self, campaign: Any) -> Self:
        """Those that count for the campaign (a row, a key, an outer reference)."""
        return self.filter(campaign=campaign)

    def about(self, credit_code: Any) -> Self:
        """Those of the firm with that credit code (a text or an outer reference)."""
        return self.filter(credit_code=credit_code)
