"""What the system itself knows of a center: beside its claims, and of its year."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q

from bookings.choices import AppointmentState, Stage
from bookings.models import Appointment, Booking
from campaigns.models import Agreement
from centers.choices import ServiceKind
from centers.models import Center
from designations.models import Designation
from diagnoses.models import Diagnosis, SignOff
from workflows.models import Due

TRIAL = timedelta(days=365)  # firms served within a year before count for the trial


def known_of(designation: Designation, *, on: date) -> dict[str, int]:
    """The system's own count for each point that names one (`known`)."""
    center = designation.center
    contracts = Agreement.objects.filter(districts=designation.district)
    return {
        "advisers": center.advisers.active().count(),
        "providers": contracts.values("provider").distinct().count(),
        "firms": _firms_served(center, on - TRIAL, on),
    }


def _firms_served(center: Center, first: date, last: date) -> int:
    """Firms that came to the center, or had their diagnosis accepted, in those days."""
    came = Appointment.objects.filter(
        slot__center=center,
        state=AppointmentState.ATTENDED,
        slot__on__range=(first, last),
    )
    had = Diagnosis.objects.filter(
        booking__center=center, accepted_at__date__range=(first, last)
    )
    firms = set(came.values_list("company", flat=True))
    return len(firms | set(had.values_list("booking__company", flat=True)))


def year_figures(center: Center, year: int) -> dict[str, Any]:
    """The center's year: cases, steps on time, no-shows, satisfaction, training.

    Shares are per cent with one digit; None where there was nothing to measure.
    """
    mine = Appointment.objects.filter(slot__center=center, slot__on__year=year)
    said = SignOff.objects.filter(diagnosis__booking__center=center, at__year=year)
    trained = mine.filter(
        slot__kind=ServiceKind.TRAINING, state=AppointmentState.ATTENDED
    )
    accepted = Diagnosis.objects.filter(
        booking__center=center, accepted_at__year=year
    ).count()
    score = said.aggregate(mean=Avg("score"))["mean"]
    return {
        "booked": _booked(center, year),
        "accepted": accepted,
        "on_time": _on_time(center, year),
        "attended": mine.filter(state=AppointmentState.ATTENDED).count(),
        "no_shows": mine.filter(state=AppointmentState.ABSENT).count(),
        "trained": trained.count(),
        "satisfaction": None if score is None else round(score, 1),
        "advisers": center.advisers.active().count(),
    }


def _booked(center: Center, year: int) -> int:
    rows = Booking.objects.filter(center=center, booked_at__year=year)
    return rows.exclude(stage__in=(Stage.CANCELLED, Stage.REFUSED)).count()


def _on_time(center: Center, year: int) -> float | None:
    """Per cent of the center's own steps that were done by their day."""
    done = Due.objects.filter(
        center=center, outcome="done", done_at__year=year, node__in=CENTER_STEPS
    )
    found = done.aggregate(
        all=Count("pk"), timely=Count("pk", filter=Q(done_at__date__lte=F("due_on")))
    )
    return round(100 * found["timely"] / found["all"], 1) if found["all"] else None


CENTER_STEPS = ("triage", "confirm", "review", "accept")
