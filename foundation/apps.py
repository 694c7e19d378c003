"""Application settings of the ground floor."""

from importlib import import_module

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Calendar table, demonstration clock, base models."""

    name = "foundation"

    def ready(self) -> None:
        """Address converters are registered before any address is read."""
        import_module("foundation.addresses")
