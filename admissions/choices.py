"""Where an application for admission stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApplicationState(TextChoices):
    """The way of an application, from the call to the pool."""

    DRAFT = "draft", _("Being prepared")
    CHECKING = "checking", _("With the bureau")
    COMPLETING = "completing", _("To be completed")
    ASSESSING = "assessing", _("With the experts")
    DECIDING = "deciding", _("To be decided")
    NOTICE = "notice", _("Public notice")
    AGREEING = "agreeing", _("Agreement")
    OFFERED = "offered", _("Agreement to be confirmed")
    ADMITTED = "admitted", _("In the pool")
    REFUSED = "refused", _("Not admitted")
    WITHDRAWN = "withdrawn", _("Taken back by the provider")


S = ApplicationState
APPLICATION_MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.CHECKING, S.WITHDRAWN}),
    S.CHECKING: frozenset({S.COMPLETING, S.ASSESSING, S.REFUSED, S.WITHDRAWN}),
    S.COMPLETING: frozenset({S.CHECKING, S.WITHDRAWN}),
    S.ASSESSING: frozenset({S.DECIDING, S.WITHDRAWN}),
    S.DECIDING: frozenset({S.NOTICE, S.REFUSED, S.WITHDRAWN}),
    S.NOTICE: frozenset({S.DECIDING, S.AGREEING, S.WITHDRAWN}),
    S.AGREEING: frozenset({S.OFFERED, S.REFUSED, S.WITHDRAWN}),
    S.OFFERED: frozenset({S.ADMITTED, S.AGREEING}),
}
GIVEN_UP = frozenset({S.REFUSED, S.WITHDRAWN})  # another application is possible
EDITABLE = frozenset({S.DRAFT, S.COMPLETING})
MAY_WITHDRAW = frozenset(
    state for state, after in APPLICATION_MOVES.items() if S.WITHDRAWN in after
)


class OpinionState(TextChoices):
    """Whether an expert has scored."""

    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")


OPINION_MOVES: dict[str, frozenset[str]] = {
    OpinionState.OPEN: frozenset({OpinionState.SUBMITTED})
}
