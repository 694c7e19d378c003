"""What a person is inside a firm, and how somebody is invited to one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FirmRole(TextChoices):
    """Two kinds of people of a firm; the owner looks after the others."""

    OWNER = "owner", _("Owner")
    CONTACT = "contact", _("Contact")


class InvitationKind(TextChoices):
    """Who was asked: the contact listed in the file, or a colleague by the owner."""

    LISTED = "listed", _("Listed contact")
    COLLEAGUE = "colleague", _("Colleague")
