"""What happened in a year that takes points off C1: complaints, visits given back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from assignments.models import GivenBack
from complaints.models import Complaint
from foundation.clock import CITY_TIME, local_day

Kept = dict[int, list[dict[str, Any]]]


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The half-open year as moments in the city's time."""
    midnight = time(tzinfo=CITY_TIME)
    return (
        datetime.combine(date(year, 1, 1), midnight),
        datetime.combine(date(year + 1, 1, 1), midnight),
    )


def upheld_by_provider(year: int, providers: Iterable[int] | None = None) -> Kept:
    """Each provider's complaints upheld in the year, by number, as plain JSON.

    The day of the decision says the year, so that a closed year never changes.
    """
    rows = Complaint.objects.upheld().decided_between(*year_bounds(year))
    if providers is not None:
        rows = rows.filter(provider__in=list(providers))
    found: Kept = defaultdict(list)
    for row in rows.select_related("booking").order_by("number"):
        said = {"number": row.number, "case": row.booking.number, "veto": row.veto}
        found[row.provider_id].append(said)
    return dict(found)


def late_by_provider(year: int, providers: Iterable[int] | None = None) -> Kept:
    """Each provider's visits given back too late in the year, or not come to.

    The day on which it was written down says the year; as plain JSON.
    """
    first, end = year_bounds(year)
    rows = GivenBack.objects.filter(is_late=True, at__gte=first, at__lt=end)
    if providers is not None:
        rows = rows.filter(provider__in=list(providers))
    found: Kept = defaultdict(list)
    for row in rows.select_related("booking").order_by("pk"):
        said = {
            "case": row.booking.number,
            "on": local_day(row.starts_at).isoformat(),
            "fault": row.fault,
        }
        found[row.provider_id].append(said)
    return dict(found)
