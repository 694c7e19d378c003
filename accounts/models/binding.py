"""How a person comes to a firm's file."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import InvitationKind
from companies.models import Company
from foundation.access.scoping import Reach, ScopedManager


class Invitation(models.Model):
    """A link sent to one phone; it opens nothing until a code sent there is typed."""

    reach = Reach(company="company", center="company__district__served_by", city=False)

    company = models.ForeignKey(Company, models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=10, choices=InvitationKind)
    phone = models.CharField(_("mobile phone"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.company} {self.at:%Y-%m-%d}"
