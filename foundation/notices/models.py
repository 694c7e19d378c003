"""One row per message."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.access.scoping import Reach, ScopedManager
from foundation.notices.choices import MessageState


class Message(models.Model):
    """A message to one person; worded in the reader's language when it is read.

    It goes to a person with an account, or to a bare phone number. `once` names what
    must not be said twice.
    """

    reach = Reach(city=False)

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages"
    )
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    event = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    once = models.CharField(max_length=80, blank=True, editable=False)
    at = models.DateTimeField(_("at"))
    state = models.CharField(
        max_length=10, choices=MessageState, default=MessageState.QUEUED
    )
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
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
        ]

    def __str__(self) -> str:
        return self.worded()

    def worded(self) -> str:
        """The message in the language now active."""
        title = self.values.get("title")
        words = {**self.values, "title": gettext(title)} if title else self.values
        return gettext(self.text) % words

    def address(self) -> str:
        """Where the message leads, as a phone outside can open it; '' for nowhere."""
        return f"{settings.SITE_ADDRESS}{self.link}" if self.link else ""
