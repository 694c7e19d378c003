"""The demonstration's people, for one-click sign-in: one per role, or by search."""

from typing import Any

from django.conf import settings
from django.db.models import Q

from accounts.models import Membership
from city.loading import showcase
from companies.models import Company, RegisterFact
from foundation import clock
from foundation.access.roles import Role

MOST, TRIED = 12, 2


def showcase_rows(words: str = "") -> list[dict[str, Any]]:
    """A row per role with the people offered; empty outside the demonstration.

    With `words`, everybody whose name, firm, provider, center or district has them.
    """
    if not settings.DEMO:
        return []
    rows = Membership.objects.on(clock.today()).filter(user__is_active=True)
    if words:
        rows = rows.filter(
            Q(user__name__icontains=words)
            | Q(company__name__icontains=words)
            | Q(provider__name__icontains=words)
            | Q(center__name_zh__icontains=words)
            | Q(district__name_zh__icontains=words)
        )
    else:
        rows = rows.filter(user__phone__in=[phone for _role, phone in showcase()])
    rows = rows.select_related("user", "company", "provider", "center", "district")
    found: dict[str, list[Membership]] = {role: [] for role in Role.values}
    for row in rows.order_by("pk")[: MOST if words else None]:
        found[row.role].append(row)
    return [
        {"role": Role(role).label, "people": people}
        for role, people in found.items()
        if people
    ]


def try_codes(*, with_file: bool) -> list[RegisterFact]:
    """Firms of the demonstration to try: known only to the register, or with a file
    that nobody is connected to."""
    if not settings.DEMO:
        return []
    free = Company.objects.filter(memberships=None, contact_phone__startswith="1")
    facts = RegisterFact.objects.public()
    if with_file:
        facts = facts.filter(credit_code__in=free.values("credit_code"))
    else:
        facts = facts.exclude(credit_code__in=Company.objects.values("credit_code"))
    return list(facts[:TRIED])
