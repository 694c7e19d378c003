"""Files beside an objection to a designation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.access.scoping import Reach, ScopedManager
from foundation.attachments import Attachment


class ObjectionPaper(Attachment):
    """A picture or PDF that shows what an objection says; the center never sees it."""

    FOLDER = "objections"
    reach = Reach(district="objection__designation__district")

    objection = models.ForeignKey(
        "designations.Objection", models.PROTECT, related_name="papers"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
