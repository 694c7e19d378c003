"""Which ways a person wants messages to take, and when not."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from foundation.access.scoping import Reach, ScopedManager
from foundation.notices.timing import QUIET_FROM, QUIET_UNTIL
from foundation.notices.wishes import Wishes


class MessageSettings(models.Model):
    """One person's choice; without a row the defaults of `Wishes` hold."""

    reach = Reach(assessor="user", city=False)

    user = models.OneToOneField(
        User, models.PROTECT, related_name="message_settings", verbose_name=_("person")
    )
    off = models.JSONField(default=list)  # such as steps.sms
    quiet_from = models.TimeField(_("Quiet from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("Quiet until"), default=QUIET_UNTIL)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.user} {self.quiet_from:%H:%M}-{self.quiet_until:%H:%M}"

    def wishes(self) -> Wishes:
        """The choice as the outbox reads it."""
        return Wishes(self.quiet_from, self.quiet_until, frozenset(self.off))
