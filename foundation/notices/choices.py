"""States of a message and its deliveries; the channels by name."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    """What became of a message."""

    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Skipped")


class ChannelName(TextChoices):
    """The ways out of the house."""

    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")


# The channels a person chooses for themselves.
PERSONAL = (ChannelName.SMS, ChannelName.EMAIL)


class DeliveryState(TextChoices):
    """What became of a message on one channel."""

    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed, tried again")
    SKIPPED = "skipped", _("Skipped")
    DEAD = "dead", _("Given up")


OPEN = (DeliveryState.WAITING, DeliveryState.FAILED)
