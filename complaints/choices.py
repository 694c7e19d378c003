"""Where a complaint stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComplaintState(TextChoices):
    """Who has to act on a complaint, or how it ended."""

    ANSWERING = "answering", _("With the provider")
    DECIDING = "deciding", _("With the bureau")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Taken back by the firm")


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
