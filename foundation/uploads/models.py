"""A file of one person, kept because a browser cannot fill its field in again."""

from typing import Any, Self

from django.db import models

from foundation.access.scoping import Reach
from foundation.attachments import Attachment


class UploadQuerySet(models.QuerySet[Any]):
    """Questions about kept files."""

    def own(self, person: Any) -> Self:
        """The person's; nobody else ever sees them."""
        return self.filter(uploaded_by=person.pk) if person.pk else self.none()


class Upload(Attachment):
    """A file that came with a form in which something else was wrong.

    It belongs to nobody's case yet: when the form is sent again its bytes go to the
    row they are meant for, and this one is deleted; unused ones go at night.
    """

    FOLDER = "kept"
    reach = Reach(city=False)

    objects = models.Manager.from_queryset(UploadQuerySet)()

    class Meta:
        ordering = ["pk"]
