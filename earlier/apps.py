"""Application settings of earlier diagnoses."""

from django.apps import AppConfig


class EarlierConfig(AppConfig):
    """Diagnoses held elsewhere."""

    name = "earlier"
