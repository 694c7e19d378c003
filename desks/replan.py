"""The centers' drafts follow when the time of a provider's people changes."""

from datetime import datetime

from bookings.planning import plan_center
from centers.choices import ServiceKind
from centers.models import Center
from foundation.clock import local_day


def replan_for(provider_id: int, *, at: datetime) -> None:
    """Plan the visits of every center whose districts the provider's people serve."""
    centers = Center.objects.designated_on(local_day(at)).filter(
        serves__agreements__provider=provider_id
    )
    for center in centers.distinct():
        plan_center(center, at=at, kinds=[ServiceKind.VISIT])
