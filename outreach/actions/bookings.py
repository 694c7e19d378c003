"""What leads from a list to a case: the firm's file, invitation, confirmation."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import invite
from bookings.models import Booking, Slot
from companies.actions import register
from companies.models import Company, RegisterFact
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.links import sign
from foundation.models import work_calendar
from foundation.notices.actions import tell_phone
from foundation.phones import is_mobile
from outreach.choices import Answer, Standing
from outreach.models import Confirmation, Target

CONFIRM_WORKDAYS = 2  # [C] how long a firm has before its silence is shown
PURPOSE = "confirm"
ASKED = gettext_noop(
    "%(firm)s: a free diagnosis is booked for you on %(day)s at %(time)s. "
    "Please open the link to confirm it, or to say that it does not suit you."
)
MAY_BE_MISSING = ("sector", "size", "contact_name")


def file_of(target: Target) -> Company | None:
    """The firm's one file; None where it has none yet."""
    return Company.objects.of_code(target.credit_code)


def missing_facts(target: Target) -> list[str]:
    """What a file needs and the list does not say."""
    return [name for name in MAY_BE_MISSING if not getattr(target, name)]


@transaction.atomic
def open_file(*, target: Target, by: Any, at: datetime, **facts: Any) -> Company:
    """The firm's file, opened from the list and `facts` where there is none.

    A file that exists is returned as it is. Raises Refused where the list and `facts`
    together do not say enough.
    """
    found = file_of(target)
    if found is not None:
        return found
    given = {name: facts.get(name) or getattr(target, name) for name in MAY_BE_MISSING}
    if not all(given.values()):
        raise Refused(_("Sector, size and contact are needed for the firm's file."))
    company = register(
        at=at,
        credit_code=target.credit_code,
        name=target.name,
        district_id=target.district_id,
        town=target.town,
        above_designated=bool(target.above_designated),
        contact_phone=target.contact_phone,
        **given,
    )
    record(by=by, deed="outreach.open_file", at=at, row=company)
    return company


@transaction.atomic
def open_registered(
    *, fact: RegisterFact, by: Any, at: datetime, **contact: str
) -> Company:
    """The file of a firm that only the public register knows, for one that called.

    `contact`: contact_name and contact_phone. Raises AlreadyThere.
    """
    company = register(
        at=at,
        credit_code=fact.credit_code,
        name=fact.name,
        district_id=fact.district_id,
        town=fact.town,
        sector=fact.sector,
        size=fact.size,
        above_designated=fact.above_designated,
        **contact,
    )
    record(by=by, deed="outreach.open_file", at=at, row=company)
    return company


@transaction.atomic
def invite_firm(*, target: Target, by: Any, at: datetime, **facts: Any) -> str:
    """Send the firm its invitation; returns the path of the link. Raises Refused."""
    company = open_file(target=target, by=by, at=at, **facts)
    path = invite(company=company, by=by, at=at)
    Target.objects.filter(pk=target.pk).update(invited_at=at, invite_path=path)
    return path


@transaction.atomic
def ask_confirmation(
    *, booking: Booking, by: Any, at: datetime, target: Target | None = None
) -> Confirmation:
    """Ask the firm, at the phone of its file, to confirm what was booked for it.

    `target`: the firm on a list, where it is on one.
    `was_sent` is False where the file lists no mobile phone: then the text is copied
    or read out.
    """
    slot, phone = booking.slot, booking.contact_phone
    asked = Confirmation.objects.create(
        booking=booking,
        asked_at=at,
        due_on=_last_day(slot, at),
        was_sent=is_mobile(phone),
    )
    if target is not None:
        Target.objects.filter(pk=target.pk).update(asked=asked)
        target.asked = asked
    if asked.was_sent and slot is not None:
        tell_phone(
            phone=phone,
            event="outreach.confirm",
            text=ASKED,
            at=at,
            about=booking,
            link=confirm_path(asked),
            firm=booking.company.name,
            day=slot.on.isoformat(),
            time=f"{localtime(slot.starts_at):%H:%M}",
        )
    record(by=by, deed="outreach.ask", at=at, row=booking)
    return asked


def _last_day(slot: Slot | None, at: datetime) -> date:
    """Two working days, but not beyond the day before the visit."""
    last = work_calendar().add(local_day(at), CONFIRM_WORKDAYS)
    return last if slot is None else min(last, slot.on - timedelta(days=1))


def confirm_path(asked: Confirmation) -> str:
    """The link, signed for this confirmation alone."""
    return f"/confirm/{sign(PURPOSE, asked.pk)}/"


@transaction.atomic
def confirm(*, asked: Confirmation, at: datetime) -> None:
    """The firm confirms, by its link. Raises LostRace unless it can still answer."""
    _still_open(asked, at)
    asked.move_to(Answer.CONFIRMED, answered_at=at)
    record(by=None, deed="outreach.confirm", at=at, row=asked.booking)


@transaction.atomic
def decline(*, asked: Confirmation, at: datetime, reason: str) -> None:
    """The date does not suit the firm; the caller cancels the case with it.

    Raises Refused without a reason, LostRace unless the firm can still answer.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    _still_open(asked, at)
    asked.move_to(Answer.DECLINED, answered_at=at, reason=reason)
    record(
        by=None,
        deed="outreach.decline",
        at=at,
        row=asked.booking,
        after={"reason": reason},
    )


def _still_open(asked: Confirmation, at: datetime) -> None:
    if asked.standing(at) != Standing.OPEN:
        raise LostRace(_("Meanwhile this booking has changed."))
