"""Application settings of workflows."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Flows."""

    name = "workflows"
