"""Application settings of outreach."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Target lists, calls, confirmations."""

    name = "outreach"
