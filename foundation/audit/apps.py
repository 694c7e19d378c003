"""Application settings of audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit log."""

    name = "foundation.audit"
    label = "audit"
