"""Appointments at the cast's center, and the times at which they can be had."""

from typing import Any

from bookings.actions import book_appointment
from bookings.models import Appointment, Slot
from bookings.planning import plan_center
from centers.choices import ServedBy, ServiceKind
from centers.models import OpeningRule, Service
from foundation import clock
from tests.cast import Cast


def clinic(cast: Cast, **facts: Any) -> Service:
    """Advice at the center every working morning, half-hours for two, 4 h cut-off."""
    defaults = {
        "minutes": 30,
        "cutoff_hours": 4,
        "notice_hours": 0,
        "served_by": ServedBy.NOBODY,
    }
    service = Service.objects.create(
        center=cast.center,
        kind=ServiceKind.CLINIC,
        **{**defaults, **facts},
    )
    OpeningRule.objects.bulk_create(
        OpeningRule(
            service=service, weekday=weekday, opens="09:00", closes="11:30", capacity=2
        )
        for weekday in range(5)
    )
    plan_center(cast.center, at=clock.now(), kinds=[ServiceKind.CLINIC])
    return service


def free(cast: Cast, at: Any = None) -> list[Slot]:
    """Its times that can be booked, the earliest first."""
    rows = Slot.objects.bookable(at or clock.now(), ServiceKind.CLINIC)
    return list(rows.filter(center=cast.center).select_related("service", "center"))


def made(cast: Cast, slot: Slot, **facts: Any) -> Appointment:
    """An appointment of the cast's firm."""
    return book_appointment(
        company=facts.pop("company", cast.company),
        slot=slot,
        by=facts.pop("by", cast.firm),
        at=facts.pop("at", None) or clock.now(),
        **facts,
    )
