"""System checks that refuse a dangerous or broken installation."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks.messages import CheckMessage


@register(Tags.security, deploy=True)
def demonstration_is_not_production(**_: Any) -> list[CheckMessage]:
    """One-click sign-in and the movable clock never reach a deployed city."""
    if settings.DEMO:
        return [
            Error(
                "DEMO is on: anybody can sign in as anybody and move the clock.",
                hint="Set DEMO=0, SECRET_KEY and ALLOWED_HOSTS.",
                id="wenzhen.E001",
            )
        ]
    return []
