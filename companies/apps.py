"""Application settings of companies."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Firms."""

    name = "companies"
