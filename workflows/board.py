"""The board of deadlines: how open steps stand, and where cases wait."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from foundation.access.policies import deeds_of
from foundation.access.roles import Role
from workflows.choices import Clock
from workflows.models import Due
from workflows.querysets import DueQuerySet, clock_is
from workflows.waits import quantile

HISTORY = timedelta(days=365)
GROUPS = {"step": "node", "center": "center", "provider": "provider"}


@dataclass
class Line:
    """One group of steps: counts by state, and days taken during the last year."""

    key: Any
    label: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    half: int | None = None
    most: int | None = None

    @property
    def open(self) -> int:
        """All open steps of the group."""
        return sum(self.counts.values())


def open_steps(user: Any, by: str = "step") -> DueQuerySet:
    """Open steps the person may watch; by provider only those of providers."""
    return _of_group(Due.objects.visible_to(user).open(), by)


def _of_group(rows: DueQuerySet, by: str) -> DueQuerySet:
    if by != "provider":
        return rows
    own = deeds_of(Role.COORDINATOR)
    return rows.filter(deed__in=own).exclude(provider=None)


def totals(rows: DueQuerySet, day: date) -> dict[str, int]:
    """How many open steps stand how."""
    found: dict[str, int] = rows.order_by().aggregate(
        **{state.value: Count("pk", filter=clock_is(state, day)) for state in Clock}
    )
    return found


def lines(user: Any, by: str, at: datetime, day: date) -> list[Line]:
    """One line per step, center or provider, the latest first (two queries)."""
    column = GROUPS[by]
    counted = (
        open_steps(user, by)
        .order_by()
        .values(column)
        .annotate(
            **{
                f"n_{state.value}": Count("pk", filter=clock_is(state, day))
                for state in Clock
            }
        )
    )
    found = {
        row[column]: Line(
            row[column],
            counts={state.value: row[f"n_{state.value}"] for state in Clock},
        )
        for row in counted
    }
    for key, history in _history(user, by, at).items():
        line = found.setdefault(
            key, Line(key, counts=dict.fromkeys((s.value for s in Clock), 0))
        )
        line.half, line.most = quantile(history, 0.5), quantile(history, 0.9)
    return sorted(
        found.values(), key=lambda line: (-line.counts[Clock.LATE], -line.open)
    )


def _history(user: Any, by: str, at: datetime) -> dict[Any, dict[int, int]]:
    """Group -> days -> how many steps took that many in the year before."""
    column = GROUPS[by]
    done = _of_group(Due.objects.visible_to(user), by).filter(
        outcome="done", done_at__gte=at - HISTORY, took__isnull=False
    )
    rows = done.order_by().values_list(column, "took").annotate(n=Count("pk"))
    found: dict[Any, dict[int, int]] = defaultdict(dict)
    for key, took, n in rows:
        found[key][took] = n
    return found
