"""Application settings of centers."""

from django.apps import AppConfig


class CentersConfig(AppConfig):
    """Centers, districts, opening rules."""

    name = "centers"
