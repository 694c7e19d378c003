"""Sends what waits: plans a delivery per channel, claims it, tries, writes down.

Nothing is locked while a channel works. A try is claimed by one conditional update,
which also sets the end of its lease: a worker killed before the result is followed by
another one then. A service that had accepted the message by that time gets it twice;
none gets it never.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from foundation.clock import CITY_TIME, local_day
from foundation.errors import LostRace, Refused
from foundation.notices.about import outdated
from foundation.notices.channels import CHANNELS, Channel, Final, SendError, running
from foundation.notices.choices import (
    OPEN,
    PERSONAL,
    DeliveryState,
    MessageState,
)
from foundation.notices.events import EVENTS, Event, is_urgent, kept_event
from foundation.notices.models import FORGOTTEN, ONCE, Delivery, Message
from foundation.notices.timing import BACKOFF, LEASE, next_try, quiet_end
from foundation.notices.wishes import wishes_of

log = logging.getLogger("wenzhen.notices")
NO_CHANNEL = gettext_noop("no channel is on")
NOT_WANTED = gettext_noop("the person does not want it on this channel")
TOO_LATE = gettext_noop("too late to be of use")
QUIET = gettext_noop("waits for the end of the quiet hours")
KILLED = gettext_noop("the last try was cut off")
SUBJECT = gettext_noop("Wenzhen: %(event)s")
ENDS = {
    DeliveryState.SENT: MessageState.SENT,
    DeliveryState.DEAD: MessageState.FAILED,
    DeliveryState.SKIPPED: MessageState.SKIPPED,
}  # the first of a message's deliveries in this order says what became of it


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Plan what is new and try what is due; returns how many were sent."""
    new = Message.objects.filter(state=MessageState.QUEUED, planned_at=None)
    for message in _with_people(new).order_by("pk")[:limit]:
        plan(message, at=at)
    due = _open().filter(next_at__lte=at).order_by("next_at", "pk")[:limit]
    return sum(_try(delivery, at) for delivery in due)


def send(message: Message, *, at: datetime) -> int:
    """Send one new message now, on every channel that is open to it."""
    plan(message, at=at)
    return sum(_try(one, at) for one in _open().filter(message=message))


def _with_people(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("to__message_settings")


def _open() -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = Delivery.objects.filter(state__in=OPEN)
    return rows.select_related("message__to__message_settings")


@transaction.atomic
def plan(message: Message, *, at: datetime) -> None:
    """One delivery per running channel, or why not on it; once however often asked."""
    rows = Message.objects.filter(pk=message.pk, planned_at=None)
    if not rows.update(planned_at=at):
        return
    made = [_planned(message, channel, at) for channel in running()]
    Delivery.objects.bulk_create(made)
    if all(one.state == DeliveryState.SKIPPED for one in made):
        why = made[0].why if made else NO_CHANNEL
        _end(message, MessageState.SKIPPED, why=why, at=at)


def _planned(message: Message, channel: Channel, at: datetime) -> Delivery:
    made = Delivery(message=message, channel=channel.name, next_at=at)
    made.why = _against(message, channel)
    if made.why:
        made.state, made.next_at = DeliveryState.SKIPPED, None
    return made


def _against(message: Message, channel: Channel) -> str:
    """Why the message does not go out on the channel, '' where it does."""
    group = kept_event(message.event).group
    wanted = wishes_of(message.to).wants(group, channel.name)
    if channel.name in PERSONAL and not wanted:
        return NOT_WANTED
    return channel.reach(message).why


def _try(delivery: Delivery, at: datetime) -> int:
    """One try, unless it is the quiet hour, of no use, or somebody else's."""
    message = delivery.message
    event = kept_event(message.event)
    useless = _useless(message, event, at)
    if useless:
        return _settle(delivery, DeliveryState.SKIPPED, useless, at)
    quiet = _quiet(message, event, at)
    if quiet:
        _mine(delivery).update(next_at=quiet, why=QUIET)
        return 0
    if delivery.tries > len(BACKOFF):
        return _settle(delivery, DeliveryState.DEAD, KILLED, at)
    return _claim(delivery, at) and _send(delivery, event, at)


def _useless(message: Message, event: Event, at: datetime) -> str:
    """Why nobody needs it any more: asked before each try, whatever held it back."""
    if event.good_for and at > message.at + event.good_for:
        return TOO_LATE
    return outdated(message.about, at)


def _quiet(message: Message, event: Event, at: datetime) -> datetime | None:
    if is_urgent(event, message.values, local_day(at)):
        return None
    wishes = wishes_of(message.to)
    return quiet_end(at, wishes.quiet_from, wishes.quiet_until, CITY_TIME)


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, as long as nobody has claimed it since it was read."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(
        pk=delivery.pk, claims=delivery.claims, state__in=OPEN
    )
    return rows


def _claim(delivery: Delivery, at: datetime) -> int:
    won = _mine(delivery).update(
        claims=F("claims") + 1, tries=F("tries") + 1, next_at=at + LEASE
    )
    delivery.claims += won
    delivery.tries += won
    return won


def _send(delivery: Delivery, event: Event, at: datetime) -> int:
    message, channel = delivery.message, CHANNELS[delivery.channel]
    against = _against(message, channel)  # it may have changed since the plan
    if against:
        return _settle(delivery, DeliveryState.SKIPPED, against, at)
    words = f"{message.worded()} {message.address()}".strip()
    subject = gettext(SUBJECT) % {"event": event.label}
    try:
        channel.send(channel.reach(message).address, subject, words)
    except SendError as error:
        return _failed(delivery, error, at)
    except Exception as error:  # a fault of ours: told, and tried again like theirs
        log.exception("channel %s", channel.name)
        return _failed(delivery, SendError(type(error).__name__), at)
    return _settle(delivery, DeliveryState.SENT, "", at)


def _failed(delivery: Delivery, error: SendError, at: datetime) -> int:
    again = None if isinstance(error, Final) else next_try(delivery.tries, at)
    words = str(error)[:200]
    if again is None:
        return _settle(delivery, DeliveryState.DEAD, words, at)
    _mine(delivery).update(state=DeliveryState.FAILED, why=words, next_at=again)
    return 0


@transaction.atomic
def _settle(delivery: Delivery, state: DeliveryState, why: str, at: datetime) -> int:
    """Write the end down; 1 where it was sent, by this worker."""
    sent = state == DeliveryState.SENT
    won = _mine(delivery).update(
        state=state, why=why, next_at=None, sent_at=at if sent else None
    )
    if won:
        _conclude(delivery.message, at)
    return won if sent else 0


def _conclude(message: Message, at: datetime) -> None:
    """What became of the message, once none of its deliveries is open any more."""
    found: dict[str, Any] = dict(message.deliveries.values_list("state", "why"))
    if not found.keys() & set(OPEN):
        best = next(state for state in ENDS if state in found)
        why = "" if best == DeliveryState.SENT else found[best]
        _end(message, ENDS[best], why=why, at=at)
    elif DeliveryState.SENT in found:
        Message.objects.filter(pk=message.pk).update(
            state=MessageState.SENT, sent_at=at
        )


def _end(message: Message, state: MessageState, *, why: str, at: datetime) -> None:
    values = message.values
    if ONCE in values:
        values = {**values, ONCE: FORGOTTEN}
    tries = sum(message.deliveries.values_list("tries", flat=True))
    Message.objects.filter(pk=message.pk).update(
        state=state, why=why, values=values, tries=tries, sent_at=at
    )


@transaction.atomic
def send_again(*, delivery: Delivery, at: datetime) -> None:
    """Wait for a new round of tries. Raises Refused, LostRace."""
    if delivery.message.is_forgotten:
        raise Refused(gettext("A code is sent once. The person asks for a new one."))
    if delivery.message.event not in EVENTS:
        raise Refused(gettext("This message is of an earlier kind."))
    ended = Q(pk=delivery.pk, claims=delivery.claims) & ~Q(state__in=OPEN)
    won = Delivery.objects.filter(ended).update(
        state=DeliveryState.WAITING, why="", tries=0, claims=F("claims") + 1, next_at=at
    )
    if not won:
        raise LostRace(gettext("This message waits already, or was just sent."))
