"""What the filled city must look like; anything missing is said aloud."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count

from bookings.choices import ENDED, Stage
from bookings.models import Booking, Slot
from centers.models import Center
from city.seeding.period import Close
from foundation.audit.actions import verify as verify_audit
from foundation.notices.choices import MessageState
from foundation.notices.models import Message
from providers.models import Provider
from ratings.choices import Grade
from subsidies.choices import AwardState
from subsidies.ledger import verify as verify_ledger
from subsidies.models import Award, Period
from workflows.models import Due

FULL_CITY, EVERY_STAGE = 200, 60  # smaller cities, for trying out, promise less
RATED = 12
LEAST_ACCEPTED = 5
PAID_AFTER, EVALUATED_AFTER = 8, 1  # working days of a new year
TRANSIENT = Stage.PROPOSING


def missing(*, cases: int, today: date, close: Close) -> list[str]:
    """What the city lacks, in words; nothing = the picture is there."""
    found = _books(cases)
    if cases >= EVERY_STAGE:
        found += _stages()
    if cases >= FULL_CITY:
        found += _providers(today.year - 1)
        found += _week(today)
        if close.notice_days > EVALUATED_AFTER:
            found += _grades(today.year - 1)
            found += _awards(today, close)
    return found


def summary() -> str:
    """The stages in a line."""
    stages = Counter(Booking.objects.values_list("stage", flat=True))
    return ", ".join(
        f"{stages[stage]} {stage}" for stage in Stage.values if stages[stage]
    )


def _books(cases: int) -> list[str]:
    found = []
    made = Booking.objects.count()
    if made != cases:
        found.append(f"{made} cases instead of {cases}")
    ledger, audit = verify_ledger(), verify_audit()
    if ledger.broken:
        found.append(f"the ledger is broken at {ledger.broken}")
    if audit.broken is not None or audit.unsealed:
        found.append(f"the audit chain: {audit}")
    new = Message.objects.filter(state=MessageState.QUEUED, planned_at=None)
    waiting = new.count()
    if waiting:
        found.append(f"{waiting} messages wait to be sent")
    return found


def _stages() -> list[str]:
    there = set(Booking.objects.order_by().values_list("stage", flat=True))
    gone = [stage for stage in Stage.values if stage not in there | {TRANSIENT}]
    return [f"no case is {stage}" for stage in gone]


def _providers(year: int) -> list[str]:
    local = Provider.objects.local_on(date(year, 12, 31)).filter(
        bookings__diagnosis__accepted_at__year=year
    )
    busy = (
        local.annotate(done=Count("bookings")).filter(done__gte=LEAST_ACCEPTED).count()
    )
    return (
        [] if busy >= RATED else [f"only {busy} local providers with 5 cases in {year}"]
    )


def _grades(year: int) -> list[str]:
    period = Period.objects.filter(year=year).first()
    if period is None:
        return [f"{year} has not been opened"]
    grades = set(period.awards.values_list("evaluation__grade", flat=True))
    return [
        f"no local provider is rated {grade}"
        for grade in Grade.values
        if grade not in grades
    ]


def _awards(today: date, close: Close) -> list[str]:
    states = Counter(Award.objects.values_list("state", flat=True))
    running = Award.objects.filter(
        state=AwardState.NOTICE, notices__ends_on__gte=today
    ).exists()
    found = [] if running else ["no award is in a running notice"]
    if close.notice_days > PAID_AFTER:
        wanted = [AwardState.PAID, AwardState.OBJECTED, AwardState.ORDERED]
        found += [f"no award is {state}" for state in wanted if not states[state]]
    return found


def _week(today: date) -> list[str]:
    monday = today - timedelta(days=today.weekday())
    end = monday + timedelta(days=14)
    found = []
    for center in Center.objects.designated_on(today):
        visits = Booking.objects.filter(center=center, slot__on__range=(monday, end))
        if not visits.exists():
            found.append(f"no visit these two weeks: {center}")
        if not Slot.objects.filter(center=center, on__gt=end).exists():
            found.append(f"no half-days planned ahead: {center}")
    if not Due.objects.open().filter(overdue_told_at__isnull=False).exists():
        found.append("nothing is late")
    if not Booking.objects.filter(
        stage__in=ENDED, booked_at__year=today.year - 1
    ).exists():
        found.append("nothing ended last year")
    return found
