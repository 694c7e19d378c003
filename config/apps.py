"""Registers the checks that belong to a whole installation."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The installation itself."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 - checks need loaded apps
