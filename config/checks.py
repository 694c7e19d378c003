"""System checks that refuse a dangerous or broken installation."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.checks.messages import CheckMessage
from django.db import connections

from bookings.planning import year_without_table
from foundation import clock
from foundation.models import WorkdayYear
from foundation.notices.channels import CHANNELS


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


@register()
def channels_are_known(**_: Any) -> list[CheckMessage]:
    """A mistyped channel would stop every message."""
    return [
        Error(
            f"NOTICE_CHANNELS names {name!r}, which is no channel.",
            hint=f"Known are {', '.join(CHANNELS)}.",
            id="wenzhen.E002",
        )
        for name in settings.NOTICE_CHANNELS
        if name not in CHANNELS
    ]


@register(Tags.database)
def holidays_are_entered(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """A year's notice appears the November before; say when it is still missing."""
    table = WorkdayYear._meta.db_table
    if not databases or table not in connections["default"].introspection.table_names():
        return []
    year = year_without_table(at=clock.now())
    if year is None:
        return []
    return [
        Warning(
            f"The holidays of {year} are not entered: its days count as Monday to "
            "Friday without the fixed holidays.",
            hint="Enter the notice at /keeper/foundation/workdayyear/.",
            id="wenzhen.W001",
        )
    ]
