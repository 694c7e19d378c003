"""Sizes of firms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Size(TextChoices):
    """SME size of industrial firms; recorded, never a bar."""

    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")
