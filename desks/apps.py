"""Application settings of desks."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Desks."""

    name = "desks"
