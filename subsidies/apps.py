"""Application settings of subsidies."""

from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """Subsidies."""

    name = "subsidies"
