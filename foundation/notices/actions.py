"""Puts messages into the outbox; who may be told of what is in `events`."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from foundation.notices.about import name_of
from foundation.notices.delivering import deliver, send, send_again
from foundation.notices.events import event_of
from foundation.notices.models import Message
from foundation.together import put

__all__ = ["deliver", "send", "send_again", "tell", "tell_once", "tell_phone"]


def tell(
    *,
    people: Iterable[Any],
    event: str,
    text: str,
    at: datetime,
    link: str | Callable[[Any], str] = "",
    about: Any = None,
    **values: Any,
) -> list[Message]:
    """Queue one message per person; `text` is a catalogue sentence with %(name)s.

    `link`: one for all, or what makes each person's own.
    `about`: the row whose end makes it useless before it is sent (`about.Ending`).
    Raises UnknownEvent for an event without a row in the table.
    """
    event_of(event)
    say: dict[str, Any] = {"event": event, "text": text, "values": values}
    say |= {"about": name_of(about), "at": at}
    own = link if callable(link) else lambda _person: link
    messages = [Message(to=person, link=own(person), **say) for person in people]
    put(*messages)
    return messages


def tell_once(
    *, person: Any, once: str, event: str, text: str, at: datetime, **values: Any
) -> None:
    """Queue a message unless one named `once` exists, however often this is asked."""
    event_of(event)
    message = Message(
        to=person, once=once, event=event, text=text, at=at,
        link=values.pop("link", ""), values=values,
    )  # fmt: skip
    Message.objects.bulk_create([message], ignore_conflicts=True)


def tell_phone(
    *,
    phone: str,
    event: str,
    text: str,
    at: datetime,
    link: str = "",
    about: Any = None,
    **values: Any,
) -> Message:
    """Queue one message to a bare phone number, whoever holds it."""
    event_of(event)
    message = Message(
        phone=phone, event=event, text=text, values=values, link=link, at=at,
        about=name_of(about),
    )  # fmt: skip
    put(message)
    return message
