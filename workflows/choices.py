"""How questions end, and how the time of open steps is judged."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnquiryEnd(TextChoices):
    """How a question to the other side ended."""

    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Not answered in time")


class Clock(TextChoices):
    """How the time of an open step stands."""

    LATE = "late", _("Late")
    AT_RISK = "risk", _("At risk")
    ON_TIME = "ok", _("In time")
    PAUSED = "paused", _("Clock stands")
