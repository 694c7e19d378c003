"""The ways out of the house: one interface, a channel each.

The message's own row is the in-app channel. Which of the others run is the setting
NOTICE_CHANNELS. A real text message service is one more class here: `reach` as the
console has it, `send` to the service's address, Retry and Final for its answers.
"""

import json
import logging
import urllib.error
import urllib.request
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext_noop as _

from foundation.notices.choices import ChannelName
from foundation.notices.events import kept_event
from foundation.notices.models import Message

log = logging.getLogger("wenzhen.notices")
TIMEOUT = 5.0  # seconds a robot may take
NO_PHONE = _("no phone number")
NO_EMAIL = _("no e-mail address")
NOT_FOR_TEAM = _("not for the group's robot")
SAID_BEFORE = _("the robot has said it for somebody else")
NO_ROBOT = _("the robot's address is not set")


class SendError(Exception):
    """A channel could not send."""


class Retry(SendError):
    """Not now; later it may go."""


class Final(SendError):
    """It will never go that way."""


class Reached(NamedTuple):
    """Where a message goes; '' with the reason where it cannot."""

    address: str
    why: str = ""


class Channel(Protocol):
    """A way out: is there an address, and sending to it."""

    name: str

    def reach(self, message: Message) -> Reached:
        """The address of this message's reader, or why there is none."""

    def send(self, address: str, subject: str, words: str) -> None:
        """Send the words. Raises Retry or Final."""


class ConsoleSms:
    """Text messages that are only written to the log: the default."""

    name: str = ChannelName.SMS

    def reach(self, message: Message) -> Reached:
        """The bare phone, or that of the person."""
        phone = message.phone or getattr(message.to, "phone", "")
        return Reached(phone, "" if phone else NO_PHONE)

    def send(self, address: str, subject: str, words: str) -> None:
        """Into the log."""
        log.info("to %s: %s", address, words)


class Email:
    """E-mail through Django's mail; EMAIL_URL says by which server."""

    name: str = ChannelName.EMAIL

    def reach(self, message: Message) -> Reached:
        """The address on the person's page."""
        address = getattr(message.to, "email", "")
        return Reached(address, "" if address else NO_EMAIL)

    def send(self, address: str, subject: str, words: str) -> None:
        """One letter. A server that refuses the address (5xx) refuses for good."""
        try:
            send_mail(subject, words, None, [address])
        except SMTPRecipientsRefused as error:
            codes = [code for code, _why in error.recipients.values()]
            raise _by_code(max(codes), str(error)) from error
        except SMTPResponseException as error:
            raise _by_code(error.smtp_code, str(error)) from error
        except (SMTPException, OSError) as error:
            raise Retry(str(error)) from error


def _by_code(code: int, words: str) -> SendError:
    return Final(words) if code >= 500 else Retry(words)


class Robot:
    """A robot that speaks in a chat group; WeCom and DingTalk take the same words.

    A group has one robot and many readers: it says what concerns the whole team,
    once, never what is meant for one person.
    """

    later = frozenset({-1, 45009, 130101})  # busy, or too many words a minute

    def __init__(self, name: str) -> None:
        self.name = name

    def reach(self, message: Message) -> Reached:
        """The group's address, for the first of several messages that say the same."""
        url = settings.NOTICE_ROBOTS.get(self.name, "")
        if not url:
            return Reached("", NO_ROBOT)
        if not kept_event(message.event).team:
            return Reached("", NOT_FOR_TEAM)
        same = Message.objects.filter(
            event=message.event, at=message.at, text=message.text, link=message.link
        )
        first = not same.filter(pk__lt=message.pk).exists()
        return Reached(url, "") if first else Reached("", SAID_BEFORE)

    def send(self, address: str, subject: str, words: str) -> None:
        """Post the words; the answer's errcode is 0 where they were said."""
        if not address.startswith("https://"):
            raise Final("the robot's address is not https")
        body = json.dumps({"msgtype": "text", "text": {"content": words}}).encode()
        request = urllib.request.Request(  # noqa: S310 - https, from the settings
            address, data=body, headers={"Content-Type": "application/json"}
        )
        self.judge(post(request))

    def judge(self, answer: bytes) -> None:
        """Raises Retry or Final unless the robot says it is done."""
        try:
            told = json.loads(answer)
            code = int(told["errcode"])
        except (ValueError, KeyError, TypeError) as error:
            raise Retry("the robot's answer is not understood") from error
        if code:
            kind = Retry if code in self.later else Final
            raise kind(f"{code} {told.get('errmsg', '')}")


def post(request: urllib.request.Request) -> bytes:
    """The answer to one post. Raises Retry or Final; never tells the address."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return bytes(answer.read(65_536))
    except urllib.error.HTTPError as error:
        busy = error.code >= 500 or error.code in (408, 429)
        raise (Retry if busy else Final)(f"HTTP {error.code}") from error
    except OSError as error:
        raise Retry(type(error).__name__) from error


CHANNELS: dict[str, Channel] = {
    ChannelName.SMS: ConsoleSms(),
    ChannelName.EMAIL: Email(),
    ChannelName.WECOM: Robot(ChannelName.WECOM),
    ChannelName.DINGTALK: Robot(ChannelName.DINGTALK),
}


def running() -> list[Channel]:
    """The channels of the setting NOTICE_CHANNELS."""
    names: list[Any] = settings.NOTICE_CHANNELS
    return [CHANNELS[name] for name in names]
