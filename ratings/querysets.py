"""Which evaluations."""

from typing import Self

from django.db.models import Max, OuterRef, Subquery

from foundation.access.scoping import ScopedQuerySet


class EvaluationQuerySet(ScopedQuerySet):
    """Questions about evaluations."""

    def in_force(self, year: int) -> Self:
        """The last run of each provider for the year."""
        last = (
            self.model._base_manager.filter(year=year, provider=OuterRef("provider"))
            .order_by()
            .values("provider")
            .annotate(last=Max("run"))
        )
        return self.filter(year=year, run=Subquery(last.values("last")))
