"""A center books for a firm, of its list or not; the firm answers by its link."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.holders import LinkHolder
from bookings.models import Booking, Slot
from companies.models import Company
from foundation.clock import local_day
from foundation.errors import Refused
from outreach.actions import ask_confirmation, decline, open_file, record_call
from outreach.choices import TargetState
from outreach.models import Confirmation, Target
from workflows import engine
from workflows.start import book_diagnosis

OTHER_CAMPAIGN = gettext_lazy("This list belongs to another campaign than today's.")


@transaction.atomic
def book_for(
    *, target: Target, slot: Slot, by: Any, at: datetime, needs: str = "", **facts: Any
) -> Booking:
    """File, case, flow and the question to the firm in one transaction.

    Raises Refused with every reason, or LostRace naming the nearest free half-days;
    nothing is then written. `facts` are what the list does not say of a new firm.
    """
    company = open_file(target=target, by=by, at=at, **facts)
    booking = book_diagnosis(company=company, slot=slot, by=by, at=at, needs=needs)
    if booking.campaign_id != target.campaign_id:
        raise Refused(str(OTHER_CAMPAIGN))
    ask_confirmation(booking=booking, target=target, by=by, at=at)
    return booking


@transaction.atomic
def book_by_phone(
    *, company: Company, slot: Slot, by: Any, at: datetime, **wishes: Any
) -> Booking:
    """Case, flow and the question to a firm that called, whether or not on a list.

    Raises Refused or LostRace as `book_diagnosis`; nothing is then written.
    """
    booking = book_diagnosis(company=company, slot=slot, by=by, at=at, **wishes)
    listed = Target.objects.filter(
        campaign=booking.campaign_id, credit_code=company.credit_code
    ).first()
    ask_confirmation(booking=booking, target=listed, by=by, at=at)
    return booking


@transaction.atomic
def decline_by_link(*, asked: Confirmation, reason: str, at: datetime) -> None:
    """The booked date does not suit the firm: the case ends, the center calls back.

    Until it begins: the cut-off binds who has agreed to a date.
    Raises Refused without a reason, LostRace unless the firm can still answer.
    """
    decline(asked=asked, reason=reason, at=at)
    holder = LinkHolder("bookings.cancel", asked.booking, is_asked=True)
    engine.cancel_case(booking=asked.booking, by=holder, at=at, reason=reason)
    target = Target.objects.filter(asked=asked).first()
    if target is not None:
        record_call(
            target=target,
            outcome=TargetState.CALL_BACK,
            note=(_("By its link: %(reason)s") % {"reason": reason})[:300],
            call_back_on=local_day(at),
            by=None,
            at=at,
        )
