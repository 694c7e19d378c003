"""Application settings of website."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Website."""

    name = "website"
