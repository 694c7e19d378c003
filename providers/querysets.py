"""Which providers and consultants."""

from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef, Q

from foundation.access.scoping import ScopedQuerySet
from foundation.prepared import Given


def current(day: date | Given, start: str, end: str) -> Q:
    """Dated rows (half-open) that hold on that day."""
    return Q(**{f"{start}__lte": day}) & (
        Q(**{f"{end}": None}) | Q(**{f"{end}__gt": day})
    )


class ProviderQuerySet(ScopedQuerySet):
    """Questions about providers."""

    def in_pool(self, day: date) -> Self:
        """Admitted to the pool on that day and not removed or suspended."""
        terms = self.model._meta.get_field("pool_terms").related_model
        suspensions = self.model._meta.get_field("suspensions").related_model
        return self.filter(
            Exists(
                terms.objects.filter(
                    current(day, "admitted_on", "removed_on"), provider=OuterRef("pk")
                )
            ),
            ~Exists(suspensions.objects.on(day).filter(provider=OuterRef("pk"))),
        )

    def local_on(self, day: date) -> Self:
        """Holding the dated status of a local provider on that day."""
        statuses = self.model._meta.get_field("local_statuses").related_model
        return self.filter(
            Exists(
                statuses.objects.filter(
                    current(day, "starts_on", "ends_on"), provider=OuterRef("pk")
                )
            )
        )


class SuspensionQuerySet(ScopedQuerySet):
    """Questions about suspensions."""

    def on(self, day: date) -> Self:
        """In force on that day."""
        return self.filter(current(day, "starts_on", "ends_on"))

    def not_ended(self) -> Self:
        """In force, or announced."""
        return self.filter(ends_on=None)


class ConsultantQuerySet(ScopedQuerySet):
    """Questions about consultants."""

    def active(self) -> Self:
        """Those who have not left."""
        return self.filter(is_active=True)
