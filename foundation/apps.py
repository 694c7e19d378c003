"""Application settings of the ground floor."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Calendar table, demonstration clock, base models."""

    name = "foundation"
