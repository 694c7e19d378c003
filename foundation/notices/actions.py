"""Puts messages into the outbox and sends them on."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from foundation.notices.choices import MessageState
from foundation.notices.models import Message

log = logging.getLogger("wenzhen.notices")


def tell(
    *,
    people: Iterable[Any],
    event: str,
    text: str,
    at: datetime,
    link: str = "",
    **values: Any,
) -> list[Message]:
    """Queue one message per person; `text` is a catalogue sentence with %(name)s."""
    return Message.objects.bulk_create(
        Message(to=person, event=event, text=text, values=values, link=link, at=at)
        for person in people
    )


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Send waiting messages through the console channel; returns how many.

    The in-app channel is the row itself. A person without a phone is skipped, and
    the row says so.
    """
    done = 0
    waiting = Message.objects.filter(state=MessageState.QUEUED).select_related("to")
    for message in waiting.order_by("pk")[:limit]:
        phone = getattr(message.to, "phone", "")
        state = MessageState.SENT if phone else MessageState.SKIPPED
        won = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
            state=state,
            why="" if phone else "no phone number",
            tries=F("tries") + 1,
            sent_at=at,
        )
        if won and phone:
            log.info("to %s: %s", phone, message.worded())
        done += won
    return done
