"""What was written for a step before it is done: own drafts, prepared decisions."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.access.scoping import Reach, ScopedQuerySet

PERSON = settings.AUTH_USER_MODEL


class DraftQuerySet(models.QuerySet[Any]):
    """Questions about drafts."""

    def own(self, person: Any) -> Self:
        """The person's; nobody else ever sees them."""
        return self.filter(person=person.pk) if person.pk else self.none()

    def of_ended_steps(self) -> Self:
        """Those of steps that were done, by whomever, or have ended."""
        return self.exclude(due__done_at=None)


class Draft(models.Model):
    """What a person has typed into the form of an open step, and not sent.

    `typed`: the field's name -> everything sent under it, as in a form; no files.
    """

    reach = Reach(city=False)

    due = models.ForeignKey("workflows.Due", models.CASCADE, related_name="drafts")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    typed: Any = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved"))

    objects = models.Manager.from_queryset(DraftQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["due", "person"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.due_id} {self.saved_at:%Y-%m-%d}"


class PreparedQuerySet(ScopedQuerySet):
    """Questions about prepared decisions."""

    def open(self) -> Self:
        """Of steps that are still to be done."""
        return self.filter(due__done_at=None)


class Prepared(models.Model):
    """A decision of the bureau that is kept until several are published together.

    The case does not know of it: no state moves, nobody is told, the step's clock
    runs on. `version` counts its changes, so that what was shown is published or
    nothing; `typed` as in `Draft`.
    """

    reach = Reach()

    due = models.OneToOneField("workflows.Due", models.CASCADE, related_name="prepared")
    decision = models.CharField(_("decision"), max_length=20)
    reason = models.TextField(_("reason"), blank=True)
    typed: Any = models.JSONField(default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("prepared"))

    objects = models.Manager.from_queryset(PreparedQuerySet)()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.due_id} {self.decision}"
