"""Application settings of designations."""

from django.apps import AppConfig


class DesignationsConfig(AppConfig):
    """How centers are designated."""

    name = "designations"
