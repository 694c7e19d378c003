"""Application settings of assignments."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """Assignment of providers."""

    name = "assignments"
