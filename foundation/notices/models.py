"""One row per message, and one per channel it goes out on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.access.scoping import Reach, ScopedManager
from foundation.clock import local_day
from foundation.day_words import with_days
from foundation.models import in_language
from foundation.notices.choices import OPEN, ChannelName, DeliveryState, MessageState

ONCE = "code"  # a value by this name is forgotten once the message is sent
FORGOTTEN = "······"


class Message(models.Model):
    """A message to one person; worded in the reader's language when it is read.

    It goes to a person with an account, or to a bare phone number. `once` names what
    must not be said twice, `about` the row whose end makes it useless.
    """

    reach = Reach(city=False)

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="messages",
        db_index=False,  # "message_to" begins with it
    )
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    event = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    once = models.CharField(max_length=80, blank=True, editable=False)
    about = models.CharField(max_length=60, blank=True, editable=False)
    at = models.DateTimeField(_("at"))
    state = models.CharField(
        max_length=10, choices=MessageState, default=MessageState.QUEUED
    )
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_goes_somewhere",
                condition=models.Q(to__isnull=False) | ~models.Q(phone=""),
            ),
            models.UniqueConstraint(
                fields=["once"], condition=~models.Q(once=""), name="message_once"
            ),
        ]
        indexes = [
            models.Index(fields=["to", "-at"], name="message_to"),
            models.Index(
                fields=["at"],
                name="message_queued",
                condition=models.Q(state=MessageState.QUEUED),
            ),
            models.Index(
                fields=["id"],
                name="message_unplanned",
                condition=models.Q(state=MessageState.QUEUED, planned_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.worded()

    def worded(self) -> str:
        """The message in the language now active, its days as on pages.

        A value whose name has a twin in `_en` is said in English by that.
        """
        words = {**self.values}
        if title := words.get("title"):
            words["title"] = gettext(title)
        for name in [name for name in words if f"{name}_en" in words]:
            words[name] = in_language(words[name], words[f"{name}_en"])
        return with_days(gettext(self.text) % words, local_day(self.at))

    @property
    def is_forgotten(self) -> bool:
        """Whether a code it carried is gone, so that it cannot be said again."""
        return self.values.get(ONCE) == FORGOTTEN

    def hidden(self) -> str:
        """The message for other eyes than the reader's: without its code."""
        if ONCE in self.values:
            self.values = {**self.values, ONCE: FORGOTTEN}
        return self.worded()

    def address(self) -> str:
        """Where the message leads, as a phone outside can open it; '' for nowhere."""
        return f"{settings.SITE_ADDRESS}{self.link}" if self.link else ""


class Delivery(models.Model):
    """One message on one channel: sent, tried again, or why not.

    `tries` counts since it was last asked for; `claims` only ever grows, so that a
    worker taken for dead cannot write its result over a later one's. While a try
    runs, `next_at` is the end of its lease.
    """

    reach = Reach()

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("Channel"), max_length=10, choices=ChannelName)
    state = models.CharField(
        _("State"),
        max_length=10,
        choices=DeliveryState,
        default=DeliveryState.WAITING,
    )
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel"], name="delivery_once_per_channel"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="delivery_open",
                condition=models.Q(state__in=[*OPEN]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel} {self.state}"
