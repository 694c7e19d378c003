"""Which rows a person may see: the only place where this rule is written."""

from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from django.db import models

from foundation.access.roles import HOME_OF, Home
from foundation.prepared import Given, prepared


class Actor(Protocol):
    """What scoping needs to know of a person (accounts.User is one)."""

    is_authenticated: bool
    is_active: bool
    role: str
    home_id: int | None


@dataclass(frozen=True)
class Reach:
    """How to walk from a row to each kind of owner ('' = that kind sees none).

    `city` says whether the bureau's city-wide roles see the rows at all; `many`
    names the kinds of home whose path crosses a to-many relation (a row could come
    twice, so it is asked for by key).
    """

    company: str = ""
    provider: str = ""
    center: str = ""
    district: str = ""
    assessor: str = ""
    city: bool = True
    many: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reader:
    """Anybody in this role, for a prepared question: the home is given as `home`."""

    role: str
    home_id: Given = field(default_factory=lambda: Given("home"))
    is_authenticated: bool = True
    is_active: bool = True


class ScopedQuerySet(models.QuerySet[Any]):
    """A QuerySet whose first question is: for whom?"""

    def visible_to(self, user: Any) -> Self:
        """The rows this person may see while acting in the present role."""
        if not (user.is_authenticated and user.is_active and user.role):
            return self.none()
        reach: Reach = self.model.reach
        home = HOME_OF[user.role]
        if home == Home.CITY:
            return self if reach.city else self.none()
        path = getattr(reach, home.value)
        if not path or user.home_id is None:
            return self.none()
        if home.value in reach.many:
            rows = self.model._base_manager.filter(**{path: user.home_id})
            return self.filter(pk__in=rows.values("pk"))
        return self.filter(**{path: user.home_id})


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)


def is_visible(user: Actor, row: models.Model) -> bool:
    """Whether the person may see this one row (asks the database)."""
    if not (user.is_authenticated and user.is_active and user.role):
        return False
    return bool(_key_of.all(type(row), user.role, home=user.home_id, pk=row.pk))


@prepared
def _key_of(model: Any, role: str) -> models.QuerySet[Any]:
    """The row's own key, where somebody in this role may see it."""
    rows = model._default_manager.visible_to(Reader(role)).filter(pk=Given("pk"))
    found: models.QuerySet[Any] = rows.order_by().values_list("pk")[:1]
    return found
