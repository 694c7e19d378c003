"""Who acts for whom during an absence, and filters people keep."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Membership
from foundation.access.scoping import Reach, ScopedManager, ScopedQuerySet


class StandInQuerySet(ScopedQuerySet):
    """Questions about stand-ins."""

    def on(self, day: date) -> Self:
        """In force on that day."""
        return self.filter(first_on__lte=day, last_on__gte=day, ended_at=None)

    def absent_for(self, user: Any, day: date) -> set[int]:
        """Keys of the people for whom this person acts on that day, in this role."""
        rows = self.on(day).filter(
            person=user, membership__role=user.role, **_same_home(user.acting)
        )
        return set(rows.values_list("membership__user", flat=True))

    def people_for(self, user_id: int, day: date) -> list[Any]:
        """Those who act for an absent person on that day."""
        rows = self.on(day).filter(membership__user=user_id)
        return [row.person for row in rows.select_related("person")]


def _same_home(membership: Membership | None) -> dict[str, Any]:
    columns = ("company_id", "provider_id", "center_id", "district_id")
    return {
        f"membership__{column}": getattr(membership, column, None) for column in columns
    }


class StandIn(models.Model):
    """A colleague who does somebody's open steps from one day to another, both in."""

    reach = Reach(
        company="membership__company",
        provider="membership__provider",
        center="membership__center",
        district="membership__district",
    )

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="stand_ins")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="stands_in",
        verbose_name=_("stand-in"),
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended early at"), null=True)

    objects = models.Manager.from_queryset(StandInQuerySet)()

    class Meta:
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="stand_in_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership.user} - {self.person} {self.first_on}"


class SavedFilter(models.Model):
    """A filter of a list that a person has given a name: `place` is a URL name."""

    reach = Reach(city=False)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    place = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500)

    objects = ScopedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "place", "name"], name="saved_filter_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
