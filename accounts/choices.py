"""What a person is inside a firm, and the ways to a firm's file."""

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


class Purpose(TextChoices):
    """What a code sent by text message is good for."""

    SIGN_IN = "sign_in", _("Sign in")
    FILE = "file", _("Connect to a firm")
    INVITATION = "invitation", _("Invitation")
    PROVIDER = "provider", _("Register a provider")


class Way(TextChoices):
    """How a person was connected to a firm's file."""

    LISTED = "listed", _("Code to the listed contact")
    INVITED = "invited", _("Invited by the firm")
    LICENCE = "licence", _("Business licence")
    LEGAL_PERSON = "legal_person", _("Sign-in of the legal person")
    REGISTERED = "registered", _("Registered the firm")


class Proof(TextChoices):
    """By what a person proves to be who they say."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("Code by text message")
    SECOND_STEP = "second_step", _("Second step")
    DEMONSTRATION = "demo", _("One click of the demonstration")


class LicenceState(TextChoices):
    """What the center said about the picture of a business licence."""

    WAITING = "waiting", _("To be looked at")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


LICENCE_MOVES = {
    LicenceState.WAITING: frozenset({LicenceState.APPROVED, LicenceState.REFUSED})
}
