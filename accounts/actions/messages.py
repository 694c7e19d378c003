"""A person chooses the ways of their messages; an officer sends one again."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts.models import MessageSettings, User
from foundation.audit.actions import record
from foundation.notices.actions import send_again
from foundation.notices.models import Delivery


@transaction.atomic
def choose_messages(
    *,
    user: User,
    email: str,
    off: Collection[str],
    quiet_from: time,
    quiet_until: time,
    at: datetime,
) -> None:
    """Keep the e-mail address, what is switched off, and the quiet hours."""
    User.objects.filter(pk=user.pk).update(email=email)
    user.email = email
    kept, _made = MessageSettings.objects.update_or_create(
        user=user,
        defaults={
            "off": sorted(off),
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
        },
    )
    record(by=user, deed="notices.choose", at=at, row=kept)


@transaction.atomic
def resend(*, delivery: Delivery, by: Any, at: datetime) -> None:
    """One message on one channel, again. Raises Refused, LostRace."""
    before = {"state": delivery.state, "reason": delivery.why}
    send_again(delivery=delivery, at=at)
    record(by=by, deed="notices.resend", at=at, row=delivery, before=before)
