"""Releasing 放号: a planned week changes nothing for the public until its moment."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions.offers import ask_list_first
from bookings.models import Slot
from centers.models import Center
from foundation.audit.actions import record
from foundation.errors import Refused


@transaction.atomic
def release_slots(
    *,
    center: Center,
    first: date,
    last: date,
    moment: datetime,
    by: Any,
    at: datetime,
    kinds: list[str] | None = None,
) -> int:
    """Announce the drafts of those days (both included) for `moment`; returns how many.

    `kinds`: only these services. A moment that has passed means now. Raises Refused
    where there is no draft, or the moment comes after the first of them could be
    booked.
    """
    drafts = Slot.objects.drafts().filter(
        center=center, on__range=(first, last), bookable_until__gt=at
    )
    if kinds is not None:
        drafts = drafts.filter(kind__in=kinds)
    moment = max(moment, at)
    earliest = drafts.order_by("bookable_until").first()
    if earliest is None:
        raise Refused(_("There is no draft to release in these days."))
    if moment >= earliest.bookable_until:
        raise Refused(
            _("At that moment %(slot)s could no longer be booked; release earlier.")
            % {"slot": earliest}
        )
    keys = list(drafts.values_list("pk", flat=True))
    count = Slot.objects.drafts().filter(pk__in=keys).update(released_at=moment)
    ask_list_first(keys, at=at)
    days = f"{first} - {last}"
    after = {"released": count, "days": days, "moment": moment.isoformat()}
    record(by=by, deed="bookings.manage_slots", at=at, row=center, after=after)
    return count


@transaction.atomic
def take_back_release(
    *, center: Center, first: date, last: date, by: Any, at: datetime
) -> int:
    """Make announced slots drafts again while their moment lies ahead.

    Raises Refused where nothing is announced.
    """
    announced = Slot.objects.filter(
        center=center, on__range=(first, last), released_at__gt=at
    )
    count: int = announced.update(released_at=None)
    if not count:
        raise Refused(_("Nothing is announced in these days."))
    record(
        by=by,
        deed="bookings.manage_slots",
        at=at,
        row=center,
        after={"taken_back": count, "days": f"{first} - {last}"},
    )
    return count
