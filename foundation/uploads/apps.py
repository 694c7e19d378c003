"""Application settings of uploads."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Files kept until their form is sent for good."""

    name = "foundation.uploads"
    label = "uploads"
