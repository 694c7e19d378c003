"""Application settings of complaints."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """What firms complain of."""

    name = "complaints"
