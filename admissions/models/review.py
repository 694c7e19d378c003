"""What experts, the public and the bureau say of an application, and the offer."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from admissions.choices import OPINION_MOVES, OpinionState
from admissions.models.application import Application
from campaigns.choices import Mode
from campaigns.models import Agreement
from centers.models import District
from foundation.access.scoping import Reach, ScopedManager, ScopedQuerySet
from foundation.attachments import Attachment
from foundation.models import Staged
from providers.models import Provider

PERSON = settings.AUTH_USER_MODEL


class Opinion(Staged):
    """One expert's sheet for one application; no expert sees another's."""

    MOVES = OPINION_MOVES
    STAGE_FIELD = "state"
    reach = Reach(assessor="assessor")

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="opinions"
    )
    assessor = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=_("assessor")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=OpinionState, default=OpinionState.OPEN
    )
    scores: Any = models.JSONField(default=dict)
    sentences: Any = models.JSONField(default=dict)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2, null=True)
    opened_at = models.DateTimeField(_("opened"))
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "assessor"], name="opinion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"


class Notice(models.Model):
    """The public notice 公示 of an admission: where, since when, until when."""

    reach = Reach(provider="application__provider")

    application = models.ForeignKey(Application, models.PROTECT, related_name="notices")
    official_url = models.URLField(_("official page"))
    published_on = models.DateField(_("published on"))
    ends_on = models.DateField(_("last day for objections"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("recorded"))

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("published_on")),
                name="admission_notice_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.published_on}"


class Objection(models.Model):
    """What somebody says against an admission, under a real name; and the answer."""

    reach = Reach(provider="provider")

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="objections"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    real_name = models.CharField(_("real name"), max_length=40)
    text = models.TextField(_("reason"))
    raised_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("raised"))
    upheld = models.BooleanField(_("upheld"), null=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ScopedManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(upheld=None),
                name="admission_objection_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.real_name}"


class ObjectionPaper(Attachment):
    """A picture or PDF that shows what an objection says."""

    FOLDER = "objections"
    reach = Reach(provider="objection__provider")

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="papers")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")


class OfferQuerySet(ScopedQuerySet):
    """Questions about offered agreements."""

    def open(self) -> Self:
        """Neither confirmed nor declined."""
        return self.filter(answered_at=None)


class Offer(models.Model):
    """The agreement as the bureau offers it; days inclusive, `sectors` empty = all."""

    reach = Reach(provider="application__provider")

    application = models.ForeignKey(Application, models.PROTECT, related_name="offers")
    districts: Any = models.ManyToManyField(
        District, related_name="+", verbose_name=_("districts")
    )
    sectors: Any = models.JSONField(_("sector lot"), default=list)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    fee_fen = models.BigIntegerField(_("fee per case"))
    quota = models.PositiveIntegerField(_("quota"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    offered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(_("offered"))
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    declined_because = models.CharField(
        _("declined because"), max_length=500, blank=True
    )
    agreement = models.OneToOneField(
        Agreement, models.PROTECT, null=True, related_name="offer"
    )

    objects = models.Manager.from_queryset(OfferQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None),
                name="offer_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), quota__gte=1, fee_fen__gte=0),
                name="offer_makes_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.starts_on}"
