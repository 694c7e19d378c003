"""Application settings of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Roles, policies, scoping."""

    name = "foundation.access"
    label = "access"
