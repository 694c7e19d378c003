"""Where a remark stands: with whom, or carried out."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DirectiveState(TextChoices):
    """Who has to act on a remark."""

    AT_CENTER = "center", _("With the center")
    AT_BUREAU = "bureau", _("With the bureau")
    DONE = "done", _("Carried out")


DIRECTIVE_MOVES: dict[str, frozenset[str]] = {
    DirectiveState.AT_CENTER: frozenset({DirectiveState.DONE}),
    DirectiveState.AT_BUREAU: frozenset({DirectiveState.DONE}),
}
