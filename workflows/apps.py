"""Application settings of workflows; loads the flows in every process."""

from importlib import import_module

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Flows."""

    name = "workflows"

    def ready(self) -> None:
        """Flows are known by name in the task rows, so they must be imported."""
        import_module("workflows.flows.registry")
        import_module("workflows.checks")
