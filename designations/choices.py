"""Where a center's designation stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DesignationState(TextChoices):
    """The life of a designation, from nurturing to withdrawal."""

    NURTURED = "nurtured", _("Being nurtured")
    DISTRICT = "district", _("With the district")
    COMPLETING = "completing", _("To be completed")
    ASSESSING = "assessing", _("With the experts")
    DECIDING = "deciding", _("To be decided")
    NOTICE = "notice", _("Public notice")
    DESIGNATED = "designated", _("Designated")
    RECTIFYING = "rectifying", _("Rectification")
    WITHDRAWN = "withdrawn", _("Designation withdrawn")


DESIGNATION_MOVES: dict[str, frozenset[str]] = {
    DesignationState.NURTURED: frozenset({DesignationState.DISTRICT}),
}
