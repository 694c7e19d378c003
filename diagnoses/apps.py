"""Application settings of diagnoses."""

from django.apps import AppConfig


class DiagnosesConfig(AppConfig):
    """Diagnoses."""

    name = "diagnoses"
