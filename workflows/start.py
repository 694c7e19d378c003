"""Begins flows: a booking, a period, a remark."""

from datetime import datetime
from typing import Any

from django.db import transaction
from viewflow.workflow.models import Process, Task

from bookings.actions import book, telling
from bookings.models import Booking, Slot
from companies.models import Company
from directives.actions import give
from directives.models import Directive
from foundation.access.roles import Role
from ratings.checks import draw
from ratings.models import SpotDraw
from subsidies.actions import open_period
from subsidies.models import Period
from workflows.flows.diagnosis import DiagnosisFlow
from workflows.flows.directive import DirectiveFlow
from workflows.flows.period_close import PeriodFlow
from workflows.flows.spot_check import SpotCheckFlow


def book_diagnosis(
    *, company: Company, slot: Slot, by: Any, at: datetime, **wishes: Any
) -> Booking:
    """Book, start the case's flow and confirm by message, in one transaction.

    Raises Refused or LostRace as `bookings.actions.book`; nothing is then written.
    """

    def begin(booking: Booking) -> None:
        DiagnosisFlow.start.run(booking=booking)
        if by.role == Role.COMPANY:  # whom the center books for, it asks to confirm
            campaign: Any = booking.campaign
            alone = None if campaign.others else [by]
            telling.of_booking(booking, at=at, people=alone)

    facts = {"company": company, "slot": slot, "by": by, "at": at, **wishes}
    return book(then=begin, keys=(Process, Task, Task), **facts)


def give_directive(**facts: Any) -> Directive:
    """Write a remark down and start its flow. Raises Refused."""
    with transaction.atomic():
        directive = give(**facts)
        DirectiveFlow.start.run(directive=directive)
    return directive


def draw_spot_checks(**facts: Any) -> SpotDraw:
    """Draw accepted cases; each check starts its flow. Raises Refused, LostRace."""
    with transaction.atomic():
        made = draw(**facts)
        for check in made.checks.select_related("booking__company", "draw"):
            SpotCheckFlow.start.run(check=check)
    return made


def open_year(*, year: int, by: Any, at: datetime) -> Period:
    """Open a year's close and start its flow. Raises Refused."""
    with transaction.atomic():
        period = open_period(year=year, by=by, at=at)
        PeriodFlow.start.run(period=period)
    return period
