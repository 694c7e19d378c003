"""Application settings of city."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    """The city."""

    name = "city"
