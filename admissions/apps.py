"""Application settings of admissions."""

from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    """How providers come into the pool."""

    name = "admissions"
