"""Which to-do rows: one inbox for all."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.db.models import (
    Case,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.query import ModelIterable

from accounts.models import Membership, StandIn
from foundation.access.policies import POLICIES, deeds_of
from foundation.access.roles import HOME_OF, Home, Role
from foundation.access.scoping import ScopedQuerySet
from foundation.prepared import Given
from workflows.choices import Clock
from workflows.levels import next_level

# What an inbox row shows of the rows that steps are about, beside the case's own.
OTHER_KINDS: dict[str, tuple[str, ...]] = {
    "award": ("provider", "period"),
    "period": (),
    "directive": ("center", "given_by"),
    "complaint": ("booking", "company", "provider"),
    "application": ("provider",),
    "designation": ("center", "district", "checklist"),
    "yearlyreview": ("center", "designation"),
    "campaign": (),
    "spotcheck": ("draw", "booking__company"),
}


# Where a step's subject is a case, or belongs to one.
CASES = ("booking", "complaint__booking", "spotcheck__booking", "directive__booking")


def _named(whose: str, words: str) -> Q:
    """By name or credit code."""
    name = Q(**{f"{whose}__name__icontains": words})
    return name | Q(**{f"{whose}__credit_code__iexact": words})


def clock_is(state: str, day: date) -> Q:
    """Open steps whose time stands so on that day; every step has one state."""
    found: Q = {
        Clock.PAUSED: Q(paused_at__isnull=False),
        Clock.LATE: Q(paused_at=None, due_on__lt=day),
        Clock.AT_RISK: Q(paused_at=None, due_on__gte=day, remind_on__lte=day),
        Clock.ON_TIME: Q(paused_at=None, due_on__gte=day, remind_on__gt=day),
    }[Clock(state)]
    return found


class DueQuerySet(ScopedQuerySet):
    """Questions about human tasks."""

    def open(self) -> Self:
        """Not yet done and not cancelled."""
        return self.filter(done_at=None)

    def for_person(self, user: Any) -> Self:
        """Open tasks the person may do in the present role: own and claimable."""
        return self.visible_to(user).open().filter(deed__in=deeds_of(user.role))

    def mine(self, user: Any, day: date) -> Self:
        """Open tasks the person has taken, or one has whom the person stands in for."""
        absent = StandIn.objects.absent_for(user, day)
        return self.for_person(user).filter(task__owner__in={user.pk, *absent})

    def claimable(self, user: Any) -> Self:
        """Open tasks nobody has taken."""
        return self.for_person(user).filter(task__owner=None)

    def left_behind(self, day: date | Given) -> Self:
        """Open steps whose owner has left: no role of that day lets them do it."""
        live = Q()
        for role in Role:
            kind = HOME_OF[role]
            rows = Membership.objects.on(day).filter(
                user=OuterRef("task__owner"), user__is_active=True, role=role
            )
            if kind not in (Home.CITY, Home.PERSON):
                rows = rows.filter(**{kind.value: OuterRef(kind.value)})
            live |= Q(Exists(rows), deed__in=deeds_of(role))
        return self.open().exclude(task__owner=None).exclude(live)

    def done_by_person(self, user: Any) -> Self:
        """What the person has done in this role, newest first."""
        return self.visible_to(user).filter(done_by=user).order_by("-done_at")

    def late(self, day: date) -> Self:
        """Past their due day."""
        return self.open().filter(clock_is(Clock.LATE, day))

    def escalated_to(self, user: Any) -> Self:
        """Open steps of the level below that the person has been told of."""
        below = [deed for deed in POLICIES if user.role in next_level(deed)]
        rows = self.visible_to(user).open().exclude(escalated_at=None)
        return rows.filter(deed__in=below)

    def with_clock(self, day: date) -> Self:
        """Each open step with `clock`, how its time stands on that day."""
        states = [When(clock_is(state, day), then=Value(state)) for state in Clock]
        return self.annotate(clock=Case(*states))

    def matching(self, words: str) -> Self:
        """By what the step is about: number, firm, provider, credit code, center.

        Of a blind step only its subject says whose it is.
        """
        found = Q(complaint__number__icontains=words)
        for case in CASES:
            found |= Q(**{f"{case}__number__icontains": words})
            found |= _named(f"{case}__company", words)
        for provider in ("provider", "application__provider"):
            found |= _named(provider, words)
        for center in ("designation__center", "yearlyreview__center"):
            found |= Q(**{f"{center}__name_zh__icontains": words})
            found |= Q(**{f"{center}__name_en__icontains": words})
        return self.filter(found | Q(designation__number__icontains=words))

    def with_names(self) -> Self:
        """With everything an inbox row shows.

        Most steps are about a case, whose row is joined; other kinds come in a query
        for each kind that is there. All joined would be thirty tables, and building
        that statement cost more than all else of a page.
        """
        rows = self.select_related(
            "task__owner",
            "booking__company",
            "booking__district",
            "booking__slot",
            "booking__provider",
            "done_by",
        )
        rows._iterable_class = _WithOtherKinds
        return rows


class _WithOtherKinds(ModelIterable):
    """Rows that come with what they are about."""

    def __iter__(self) -> Iterator[Any]:
        dues = list(super().__iter__())
        _fetch_other_kinds(dues)
        return iter(dues)


def _fetch_other_kinds(dues: list[Any]) -> None:
    """What the steps are about, beside cases: one query for each kind among them."""
    for kind, names in OTHER_KINDS.items():
        of_kind = [due for due in dues if getattr(due, f"{kind}_id")]
        if of_kind:
            rows = of_kind[0]._meta.get_field(kind).related_model._default_manager
            joined = rows.select_related(*names) if names else rows.all()
            prefetch_related_objects(of_kind, Prefetch(kind, joined))


class EnquiryQuerySet(ScopedQuerySet):
    """Questions about questions."""

    def open(self) -> Self:
        """Not yet answered."""
        return self.filter(ended_at=None)

    def for_person(self, user: Any) -> Self:
        """Open ones that the person may answer in the present role."""
        if "workflows.answer" not in deeds_of(user.role):
            return self.none()
        return self.visible_to(user).open().filter(side=HOME_OF[user.role])
