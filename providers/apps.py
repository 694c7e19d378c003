"""Application settings of providers."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Providers and consultants."""

    name = "providers"
