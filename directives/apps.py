"""Application settings of directives."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Remarks that become tasks."""

    name = "directives"
