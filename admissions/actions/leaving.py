"""A provider is taken out of the pool, and told."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from foundation.access.roles import Role
from foundation.notices.actions import tell
from providers import pool
from providers.models import PoolTerm, Provider

REMOVED = gettext_noop(
    "You leave the pool on %(day)s and get no new jobs from then on. Reason: %(reason)s"
)


@transaction.atomic
def remove_from_pool(
    *, provider: Provider, on: date, reason: str, by: Any, at: datetime
) -> PoolTerm:
    """Out of the pool from that day on; its coordinators are told why.

    What becomes of its open jobs is the caller's to say. Raises as
    `providers.pool.remove_from_pool`.
    """
    term = pool.remove_from_pool(provider=provider, on=on, reason=reason, by=by, at=at)
    tell(
        people=people_of(
            deed_roles=frozenset({Role.COORDINATOR}), at=at, provider=provider.pk
        ),
        event="pool_removal",
        text=REMOVED,
        at=at,
        link="/applications/",
        day=on.isoformat(),
        reason=reason.strip(),
    )
    return term
