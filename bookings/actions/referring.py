"""Referring a case to another center 转诊."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bookings.actions import telling
from bookings.actions.changes import release_time
from bookings.choices import Stage
from bookings.models import Booking
from centers.choices import ServiceKind
from centers.models import Center
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused

REFERRED = gettext_noop(
    "%(firm)s: your diagnosis is now looked after by %(center)s. Please choose a new "
    "date. Reason: %(reason)s"
)


def centers_for(booking: Booking, *, on: date) -> Any:
    """Other centers, designated on that day, whose diagnosis can be booked."""
    offer = Center.objects.designated_on(on).filter(
        services__kind=ServiceKind.VISIT, services__is_open=True
    )
    return offer.exclude(pk=booking.center_id).distinct()


@transaction.atomic
def refer(*, booking: Booking, to: Center, by: Any, at: datetime, reason: str) -> None:
    """The case goes to another center, where the firm chooses a new half-day.

    The old place is free again. Raises Refused without a reason or for a center that
    offers no diagnosis.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    if not centers_for(booking, on=local_day(at)).filter(pk=to.pk).exists():
        raise Refused(_("This center offers no diagnosis at present."))
    before = {"center": str(booking.center), "slot": str(booking.slot or "")}
    release_time(booking)
    booking.move_to(Stage.RESCHEDULING, center=to)
    record(by=by, deed="bookings.refer", at=at, row=booking, before=before,
           after={"center": str(to), "reason": reason})  # fmt: skip
    telling.tell_firm(
        booking, REFERRED, event="bookings.refer", at=at,
        link=telling.page_of(booking), about=booking, firm=booking.company.name,
        **to.in_both("center"), reason=reason,
    )  # fmt: skip
