"""A firm joins a waiting list, leaves it, comes back; the center takes it off."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from bookings import quotas
from bookings.actions import telling
from bookings.actions.appointments import closed_by_absences, open_appointments
from bookings.actions.cases import campaign_for, eligibility_of
from bookings.choices import BEFORE_VISIT, AppointmentState, Stage
from bookings.choices_waitlist import WaitState
from bookings.models import Appointment, Booking, Slot, WaitingEntry
from bookings.waiting_rules import rule_on
from bookings.waitlist import close_entry
from bookings.words import absence_words, words_against
from centers.choices import ServiceKind
from centers.models import Service
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused

SECOND_THOUGHT = timedelta(hours=1)  # how long after leaving a firm may come back
LOST_WITHIN = timedelta(days=60)
NAMED = 3
TAKEN_OFF = gettext_noop(
    "The center has taken you off the waiting list for %(title)s. Reason: %(reason)s"
)


def join_list(
    *,
    company: Company,
    service: Service,
    first_on: date,
    last_on: date,
    by: Any,
    at: datetime,
    weekdays: str = "",
    **more: Any,
) -> WaitingEntry:
    """Put the firm on the list of the service for those days, both included.

    `weekdays`: digits, 0 = Monday; empty = any. `more`: half, needs, on_target_list.
    Raises Refused with every reason: days that make no sense, a firm that may not
    book, a time that is free.
    """
    lost = _lost(company, service, at)
    reasons = _wrong_days(first_on, last_on, weekdays, local_day(at))
    reasons += _not_here(company, service, local_day(at))
    reasons += [] if lost else against(company, service, at=at)
    if reasons:
        raise Refused(*reasons)
    entry = WaitingEntry(
        company=company,
        center_id=service.center_id,
        service=service,
        first_on=first_on,
        last_on=last_on,
        weekdays="".join(sorted(set(weekdays))),
        lost_to_closing=bool(lost),
        booking=lost if isinstance(lost, Booking) else None,
        appointment=lost if isinstance(lost, Appointment) else None,
        joined_at=at,
        joined_by=by,
        **more,
    )
    _refuse_free(entry, at)
    _save(entry)
    return entry


def _save(entry: WaitingEntry) -> None:
    after = {
        "service": entry.service.kind,
        "days": f"{entry.first_on} - {entry.last_on}",
    }
    try:
        with transaction.atomic():
            entry.save()
            record(
                by=entry.joined_by,
                deed="bookings.join_list",
                at=entry.joined_at,
                row=entry,
                after=after,
            )
    except IntegrityError as error:
        raise Refused(
            _("The firm is on the waiting list for this service already.")
        ) from error


def _wrong_days(first: date, last: date, weekdays: str, today: date) -> list[str]:
    furthest = rule_on(today).furthest_days
    reasons = []
    if last < first:
        reasons.append(_("The last day comes before the first one."))
    if first < today:
        reasons.append(_("The first day is past. Please begin today or later."))
    if last > today + timedelta(days=furthest):
        words = _("Please choose days within the next %(n)d days.")
        reasons.append(words % {"n": furthest})
    days = [first + timedelta(days=n) for n in range(min((last - first).days + 1, 7))]
    if weekdays and days and not any(str(day.weekday()) in weekdays for day in days):
        reasons.append(_("None of these days is one of the chosen weekdays."))
    return reasons


def _not_here(company: Company, service: Service, on: date) -> list[str]:
    here = company.district.served_by_id if company.district else None
    is_here = service.is_open and service.center_id == here
    if is_here and service.center.is_designated_on(on):
        return []
    return [_("This service cannot be booked here.")]


def against(company: Company, service: Service, *, at: datetime) -> list[str]:
    """Why the firm could not book this service now, even if a time were free."""
    if service.kind == ServiceKind.VISIT:
        campaign = campaign_for(company, local_day(at))
        return words_against(eligibility_of(company, campaign, online_at=at))
    reasons = []
    if company.barred_reason:
        reasons.append(_("The firm is barred for serious breach of trust."))
    mine = open_appointments(company, at=at).filter(slot__service=service)
    if mine.count() >= service.open_per_firm:
        words = _("The firm has %(n)s open appointments of this service; more at once "
                  "are not possible.")  # fmt: skip
        reasons.append(words % {"n": service.open_per_firm})
    closed = closed_by_absences(company, at=at)
    if closed is not None:
        reasons.append(absence_words(closed))
    return reasons


def _lost(
    company: Company, service: Service, at: datetime
) -> Booking | Appointment | None:
    """What the firm had booked and the center's own closing took away."""
    closed = {"company": company, "slot__is_closed": True, "slot__starts_at__gt": at}
    if service.kind == ServiceKind.VISIT:
        before = [stage for stage in BEFORE_VISIT if stage != Stage.RESCHEDULING]
        cases: Any = Booking.objects.filter(stage__in=before, **closed)
        return cases.filter(slot__service=service).first()
    rows: Any = Appointment.objects.filter(
        state=AppointmentState.BOOKED, slot__service=service, **closed
    )
    return rows.first()


def _refuse_free(entry: WaitingEntry, at: datetime) -> None:
    """Nobody waits for what it could book at once. Raises Refused naming it."""
    if not entry.appointment and quotas.used_up(entry.service, on=local_day(at)):
        return
    rows = Slot.objects.bookable(at, entry.service.kind).filter(
        service=entry.service, on__range=(entry.first_on, entry.last_on)
    )
    free = [slot for slot in rows if entry.fits(slot)][:NAMED]
    if free:
        words = _("There are free times that fit: %(free)s. Please book one of them.")
        raise Refused(words % {"free": "、".join(str(slot) for slot in free)})


@transaction.atomic
def leave_list(*, entry: WaitingEntry, by: Any, at: datetime) -> None:
    """The firm needs no time any more. Raises Refused where it is off the list."""
    _refuse_ended(entry)
    close_entry(entry, WaitState.LEFT, at=at)
    record(by=by, deed="bookings.leave_list", at=at, row=entry)


@transaction.atomic
def take_off_list(*, entry: WaitingEntry, by: Any, at: datetime, reason: str) -> None:
    """The center takes the firm off the list; it is told why. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Please say why."))
    _refuse_ended(entry)
    close_entry(entry, WaitState.REMOVED, at=at, reason=reason)
    after = {"reason": reason}
    record(by=by, deed="bookings.manage_list", at=at, row=entry, after=after)
    tell_firm(entry, TAKEN_OFF, event="bookings.remove_wait", at=at, reason=reason)


def _refuse_ended(entry: WaitingEntry) -> None:
    if not entry.is_open:
        raise Refused(_("The firm is no longer on this waiting list."))


@transaction.atomic
def come_back_to_list(*, entry: WaitingEntry, by: Any, at: datetime) -> None:
    """Undo leaving, within the hour: the place in line is as before. Raises Refused."""
    left = entry.state == WaitState.LEFT and entry.ended_at is not None
    if not left or at > entry.ended_at + SECOND_THOUGHT:  # type: ignore[operator]
        raise Refused(_("This can no longer be undone. Please join the list again."))
    try:
        with transaction.atomic():
            entry.move_to(WaitState.WAITING, ended_at=None)
    except IntegrityError as error:
        raise Refused(
            _("The firm is on the waiting list for this service already.")
        ) from error
    record(by=by, deed="bookings.join_list", at=at, row=entry)


def tell_firm(
    entry: WaitingEntry,
    text: str,
    *,
    event: str,
    at: datetime,
    slot: Slot | None = None,
    link: telling.Link = "/waiting-list/",
    **values: Any,
) -> None:
    """To the firm's people; to its listed phone where nobody has an account."""
    people = people_of(
        deed_roles=frozenset({Role.COMPANY}), at=at, company=entry.company_id
    )
    facts = {**telling.words_of(entry.service.kind, slot), **values}
    telling.tell_people_or_phone(
        people, entry.company.contact_phone,
        event=event, text=text, at=at, link=link, **facts,
    )  # fmt: skip
