"""A provider's application for the pool."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from admissions.choices import APPLICATION_MOVES, ApplicationState
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from providers.models import Provider


class Application(Staged):
    """A provider asks to be admitted to the pool."""

    MOVES = APPLICATION_MOVES
    STAGE_FIELD = "state"
    reach = Reach(provider="provider")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="application",
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="applications")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ApplicationState,
        default=ApplicationState.DRAFT,
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("application")

    def __str__(self) -> str:
        return str(self.provider)
