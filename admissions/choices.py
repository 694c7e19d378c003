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
    ADMITTED = "admitted", _("In the pool")
    REFUSED = "refused", _("Not admitted")
    WITHDRAWN = "withdrawn", _("Taken back by the provider")


APPLICATION_MOVES: dict[str, frozenset[str]] = {
    ApplicationState.DRAFT: frozenset(
        {ApplicationState.CHECKING, ApplicationState.WITHDRAWN}
    ),
}
