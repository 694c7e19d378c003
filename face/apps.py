"""Registers the face with Django."""

from django.apps import AppConfig


class FaceConfig(AppConfig):
    """Template tags, charts and formats; no models."""

    name = "face"
    label = "face"
