"""Centers that were designated before this system kept their designations."""

from datetime import date, datetime, time

from centers.models import Center
from designations.choices import DesignationState
from designations.models import Checklist, Designation
from foundation.clock import CITY_TIME


def adopt_designated() -> int:
    """A designation for each designated center that has none; returns how many.

    They have no application and no flow: only the day is known. Nothing happens where
    nothing is new, so the call may be repeated.
    """
    known = Designation.objects.values("center")
    rows = Center.objects.filter(designated_on__isnull=False, withdrawn_on=None)
    first = Checklist.objects.order_by("valid_from").first()
    if first is None:
        return 0
    made = [
        _adopted(center, center.designated_on, first)
        for center in rows.exclude(pk__in=known).order_by("pk")
        if center.designated_on is not None
    ]
    return len(Designation.objects.bulk_create(made))


def _adopted(center: Center, on: date, checklist: Checklist) -> Designation:
    return Designation(
        center=center,
        district=center.district,
        checklist=checklist,
        state=DesignationState.DESIGNATED,
        designated_on=on,
        nurtured_at=datetime.combine(on, time(), tzinfo=CITY_TIME),
    )
