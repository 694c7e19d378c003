"""Photos of site visits: part of the proof that a visit was as agreed."""

from django.db import models

from foundation.access.scoping import Reach, ScopedManager
from foundation.attachments import Attachment


class VisitPhoto(Attachment):
    """A picture taken at a visit."""

    FOLDER = "visits"
    reach = Reach(
        company="visit__diagnosis__booking__company",
        provider="visit__diagnosis__booking__provider",
        center="visit__diagnosis__booking__center",
        district="visit__diagnosis__booking__district",
    )

    visit = models.ForeignKey("diagnoses.Visit", models.CASCADE, related_name="photos")

    objects = ScopedManager()

    class Meta:
        ordering = ["pk"]
