"""Grades and states of ratings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetState(TextChoices):
    """A score sheet's life."""

    OPEN = "open", _("To be scored")
    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


SHEET_MOVES: dict[str, frozenset[str]] = {
    SheetState.OPEN: frozenset({SheetState.SUBMITTED, SheetState.WITHDRAWN}),
}


class CheckState(TextChoices):
    """A spot check's life."""

    OPEN = "open", _("To be visited")
    DONE = "done", _("Checked on site")


CHECK_MOVES: dict[str, frozenset[str]] = {
    CheckState.OPEN: frozenset({CheckState.DONE}),
}


class Grade(TextChoices):
    """Grade of a provider's year."""

    A = "A", _("Excellent")
    B = "B", _("Good")
    C = "C", _("Fair")
    D = "D", _("Poor")
