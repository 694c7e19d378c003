"""Which assessors have nothing to do with a provider."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Membership, User
from foundation.access.roles import Role
from foundation.clock import local_day
from providers.models import Provider


def assessors_apart_from(provider: Provider, *, at: datetime) -> Any:
    """Assessors in force who never belonged to the provider or to one in the same
    hands, and have neither its phone nor that of one of its consultants.
    """
    same_hands = Q(provider=provider) | Q(consultant__provider=provider)
    if provider.controller:
        same_hands |= Q(provider__controller=provider.controller)
    same_phone = Q(phone=provider.phone)
    same_phone |= Q(phone__in=provider.consultants.values("phone"))
    today = Membership.objects.on(local_day(at)).filter(role=Role.ASSESSOR)
    tied = Membership.objects.filter(same_hands)
    return (
        User.objects.filter(is_active=True, pk__in=today.values("user"))
        .exclude(pk__in=tied.values("user"))
        .exclude(same_phone)
    )
