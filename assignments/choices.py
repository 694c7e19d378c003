"""States of a proposal and kinds of conflict."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProposalState(TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    OVERRIDDEN = "overridden", _("Overridden")
    DROPPED = "dropped", _("Dropped")


PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    ProposalState.OPEN: frozenset(
        {ProposalState.CONFIRMED, ProposalState.OVERRIDDEN, ProposalState.DROPPED}
    )
}


class ConflictKind(TextChoices):
    """Why a provider may not diagnose a firm; declared, or found in the files."""

    DECLARED = "declared", _("Declared tie")
    PERSON = "person", _("Shared legal person")
    CONTRACT = "contract", _("Earlier contract")
    STAFF = "staff", _("Staff moved between them")
    PHONE = "phone", _("Shared phone")
    DOMAIN = "domain", _("Shared e-mail domain")


class Side(TextChoices):
    """Who declared a tie."""

    CENTER = "center", _("Center or bureau")
    PROVIDER = "provider", _("The provider")
    COMPANY = "company", _("The firm")


class Fault(TextChoices):
    """Whose doing it was that an accepted visit went back."""

    NONE = "none", _("Not the provider's doing")
    GAVE_BACK = "gave_back", _("The provider gave the visit back")
    ABSENT = "absent", _("The provider's team did not come")


class ClashEnd(TextChoices):
    """What the manager did about a tie found after the assignment."""

    REPLACED = "replaced", _("Provider replaced")
    KEPT = "kept", _("Kept, with a reason")
    GONE = "gone", _("The tie is gone")
