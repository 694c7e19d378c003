"""A remark, what it is about, by when, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from centers.models import Center
from directives.choices import DIRECTIVE_MOVES, DirectiveState
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged

PERSON = settings.AUTH_USER_MODEL


class Directive(Staged):
    """A remark of the bureau's head; without a center the bureau itself acts."""

    MOVES = DIRECTIVE_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="center", district="center__district")

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="directive",
    )
    text = models.CharField(_("remark"), max_length=500)
    booking = models.ForeignKey(
        Booking,
        models.PROTECT,
        null=True,
        related_name="directives",
        verbose_name=_("case"),
    )
    center = models.ForeignKey(
        Center,
        models.PROTECT,
        null=True,
        related_name="directives",
        verbose_name=_("center"),
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=DirectiveState)
    given_by = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"))
    answer = models.CharField(_("what was done"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:40]
