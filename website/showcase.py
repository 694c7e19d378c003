"""The demonstration's accounts, one per role, for one-click sign-in."""

from django.conf import settings

from accounts.models import User
from foundation.access.roles import Role

SHOWN = 2  # people offered per role


def showcase_rows() -> list[dict[str, object]]:
    """A row per role with its first people; empty outside the demonstration."""
    if not settings.DEMO:
        return []
    people = (
        User.objects.filter(is_active=True, memberships__isnull=False)
        .distinct()
        .order_by("pk")
        .prefetch_related("memberships__company", "memberships__provider")
        .prefetch_related("memberships__center", "memberships__district")
    )
    rows: dict[str, list[User]] = {role: [] for role in Role.values}
    for person in people:
        for membership in person.memberships.all()[:1]:
            if len(rows[membership.role]) < SHOWN:
                person.membership_shown = membership
                rows[membership.role].append(person)
    return [
        {"role": Role(role).label, "people": found}
        for role, found in rows.items()
        if found
    ]
