"""Districts, designated centers, their advisers, services and opening rules."""

from centers.models.centers import Center, District, Travel
from centers.models.people import Adviser, AdviserLeave
from centers.models.services import Closure, ExtraHours, OpeningRule, Service

__all__ = [
    "Adviser",
    "AdviserLeave",
    "Center",
    "Closure",
    "District",
    "ExtraHours",
    "OpeningRule",
    "Service",
    "Travel",
]
