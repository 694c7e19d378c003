"""Application settings of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The outbox."""

    name = "foundation.notices"
    label = "notices"
