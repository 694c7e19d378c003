"""What is done to services, hours, closures, advisers and road times."""

from centers.actions.people import add_adviser, change_adviser, set_adviser_active
from centers.actions.seen import mark_of
from centers.actions.services import (
    DEED,
    add_service,
    change_service,
    close_days,
    drop_exception,
    open_extra,
    set_release,
    set_roads,
    take_leave,
)

__all__ = [
    "DEED",
    "add_adviser",
    "add_service",
    "change_adviser",
    "change_service",
    "close_days",
    "drop_exception",
    "mark_of",
    "open_extra",
    "set_adviser_active",
    "set_release",
    "set_roads",
    "take_leave",
]
