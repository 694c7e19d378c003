"""A provider's application for the pool, and its evidence."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from admissions.choices import APPLICATION_MOVES, GIVEN_UP, ApplicationState
from admissions.models.call import Call
from centers.models import District
from foundation.access.scoping import Reach, ScopedManager, ScopedQuerySet
from foundation.attachments import Attachment
from foundation.models import Staged
from providers.models import Consultant, Provider

PERSON = settings.AUTH_USER_MODEL


class ApplicationQuerySet(ScopedQuerySet):
    """Questions about applications."""

    def handed_in(self) -> Self:
        """Without the drafts, which are the provider's own business."""
        return self.exclude(state=ApplicationState.DRAFT).exclude(submitted_at=None)

    def with_names(self) -> Self:
        """With provider and call, for lists."""
        return self.select_related("provider", "call__campaign")

    def in_notice(self) -> Self:
        """To be admitted, as the public reads it: in notice, with its page named."""
        return self.filter(
            state=ApplicationState.NOTICE, notices__isnull=False
        ).distinct()


class Application(Staged):
    """A provider asks to be admitted to the pool."""

    MOVES = APPLICATION_MOVES
    STAGE_FIELD = "state"
    reach = Reach(
        provider="provider",
        assessor="opinions__assessor",
        many=frozenset({"assessor"}),
    )

    process = models.OneToOneField(
        "viewflow.Process",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="application",
    )
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="applications", verbose_name=_("call")
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="applications")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ApplicationState,
        default=ApplicationState.DRAFT,
    )
    # what is asked for
    sectors: Any = models.JSONField(_("sectors"), default=list)
    districts: Any = models.ManyToManyField(
        District, related_name="+", blank=True, verbose_name=_("districts")
    )
    team: Any = models.ManyToManyField(
        Consultant, related_name="+", blank=True, verbose_name=_("team")
    )
    price_fen = models.BigIntegerField(_("asked fee per case"), null=True)
    quota = models.PositiveIntegerField(_("asked quota"), null=True)
    statement = models.TextField(_("what speaks for us"), blank=True)
    begun_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"), null=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    # the formal check
    points = models.TextField(_("points to complete"), blank=True)
    credit_check = models.CharField(_("credit check"), max_length=300, blank=True)
    # the experts and the decision
    score = models.DecimalField(
        _("score"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = models.Manager.from_queryset(ApplicationQuerySet)()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("application")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "provider"],
                condition=~Q(state__in=sorted(GIVEN_UP)),
                name="application_one_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.provider)


class Evidence(Attachment):
    """One file for one required item of the call."""

    FOLDER = "admissions"
    reach = Reach(
        provider="application__provider",
        assessor="application__opinions__assessor",
        many=frozenset({"assessor"}),
    )

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="evidence"
    )
    item = models.SlugField(_("item"), max_length=40)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
