"""Where a complaint stands, what it is about, and what follows when it is upheld."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComplaintState(TextChoices):
    """Who has to act on a complaint, or how it ended."""

    ANSWERING = "answering", _("With the provider")
    DECIDING = "deciding", _("With the bureau")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Taken back by the firm")


OPEN = (ComplaintState.ANSWERING, ComplaintState.DECIDING)
COMPLAINT_MOVES: dict[str, frozenset[str]] = {
    ComplaintState.ANSWERING: frozenset(
        {ComplaintState.DECIDING, ComplaintState.WITHDRAWN}
    ),
    ComplaintState.DECIDING: frozenset(
        {
            ComplaintState.UPHELD,
            ComplaintState.REJECTED,
            ComplaintState.WITHDRAWN,
        }
    ),
}


class Topic(TextChoices):
    """What a firm can complain of."""

    CHARGING = "charging", _("Charging money")
    PUSHING = "pushing", _("Pushing products")
    LATE = "late", _("Late or missed")
    QUALITY = "quality", _("Poor work")
    CONDUCT = "conduct", _("Conduct")
    LEAKING = "leaking", _("Leaking secrets")
    FORGING = "forging", _("Forged sign-in or photos")
    OTHER = "other", _("Something else")


class Veto(TextChoices):
    """Grounds on which a provider's year is graded D whatever its score (domain 3)."""

    CHARGING = "charging", _("Charged the firm money")
    FORGED = "forged", _("Forged sign-in or photos")
    LEAKING = "leaking", _("Leaked the firm's secrets")
    FRAUD = "fraud", _("Deception of another kind")


class Side(TextChoices):
    """Who handed in a piece of evidence."""

    COMPANY = "company", _("Firm")
    PROVIDER = "provider", _("Provider")
