"""Application settings of ratings."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Ratings."""

    name = "ratings"
