"""Puts messages into the outbox and sends them on."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from foundation.notices.choices import MessageState
from foundation.notices.models import Message

log = logging.getLogger("wenzhen.notices")
ONCE = "code"  # a value by this name is forgotten once the message is sent
FORGOTTEN = "······"


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


def tell_once(
    *, person: Any, once: str, event: str, text: str, at: datetime, **values: Any
) -> None:
    """Queue a message unless one named `once` exists, however often this is asked."""
    message = Message(
        to=person, once=once, event=event, text=text, at=at,
        link=values.pop("link", ""), values=values,
    )  # fmt: skip
    Message.objects.bulk_create([message], ignore_conflicts=True)


def tell_phone(
    *, phone: str, event: str, text: str, at: datetime, link: str = "", **values: Any
) -> Message:
    """Queue one message to a bare phone number, whoever holds it."""
    return Message.objects.create(
        phone=phone, event=event, text=text, values=values, link=link, at=at
    )


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Send waiting messages through the console channel; returns how many.

    The in-app channel is the row itself. A person without a phone is skipped, and
    the row says so.
    """
    waiting = Message.objects.filter(state=MessageState.QUEUED).select_related("to")
    return sum(send(message, at=at) for message in waiting.order_by("pk")[:limit])


def send(message: Message, *, at: datetime) -> int:
    """Send one waiting message now; 0 where somebody else has just done so."""
    phone = message.phone or getattr(message.to, "phone", "")
    words = f"{message.worded()} {message.address()}".strip()
    values = message.values
    if ONCE in values:
        values = {**values, ONCE: FORGOTTEN}
    won = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        state=MessageState.SENT if phone else MessageState.SKIPPED,
        why="" if phone else "no phone number",
        values=values,
        tries=F("tries") + 1,
        sent_at=at,
    )
    if won and phone:
        log.info("to %s: %s", phone, words)
    return won
