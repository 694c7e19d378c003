"""The beat of the waiting lists: what has run out ends, what has come free is offered.

Called again it changes nothing; of two workers at once one makes each offer.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from bookings.actions.offers import LEAD, may_book, pass_on
from bookings.actions.waitlist import tell_firm
from bookings.choices import AppointmentState
from bookings.choices_waitlist import OfferState, WaitState
from bookings.models import Booking, Hold, Slot, WaitingEntry, WaitingOffer
from bookings.querysets import bookable_at
from bookings.waitlist import close_entry, end_offer, let_go, met
from centers.choices import ServiceKind
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace

LAPSED = gettext_noop(
    "%(title)s on %(when)s was not answered in time and has gone to the next in line. "
    "You are still on the waiting list."
)
CLOSED = gettext_noop(
    "%(title)s on %(when)s no longer holds: the center has closed that time. You are "
    "on the waiting list, before everybody else."
)
PAST = gettext_noop(
    "The days for which you waited for %(title)s are past. No time came free that "
    "fitted. You can join the waiting list again."
)


def sweep_lists(*, at: datetime) -> int:
    """End what has run out and offer what has come free; returns how many offers."""
    _end_met(at)
    _end_past(at)
    _end_offers(at)
    waiting = list(
        WaitingEntry.objects.waiting().select_related("company__district", "service")
    )
    made = 0
    for slot in _worth_asking(waiting, at):
        offered = pass_on(slot.pk, at=at)
        made += len(offered)
        waiting[:] = [entry for entry in waiting if entry.pk not in offered]
    return made


def _worth_asking(waiting: list[WaitingEntry], at: datetime) -> Iterator[Slot]:
    """Times with places put aside, and free ones that fit somebody; lazily.

    `waiting` shrinks meanwhile: who has been offered a time needs no second one.
    """
    aside = set(Hold.objects.filter(company=None).values_list("slot", flat=True))
    services = {entry.service_id for entry in waiting}
    free = Q(bookable_at(at + LEAD), service__in=services)
    gone = let_go(waiting)
    able: dict[int, bool] = {}

    def suits(entry: WaitingEntry, slot: Slot) -> bool:
        if not entry.fits(slot) or (entry.pk, slot.pk) in gone:
            return False
        if entry.pk not in able:
            able[entry.pk] = may_book(entry, at)
        return able[entry.pk]

    for slot in Slot.objects.filter(Q(pk__in=aside) | free).order_by("starts_at", "pk"):
        if slot.pk in aside or any(suits(entry, slot) for entry in waiting):
            yield slot


def _end_met(at: datetime) -> None:
    """Who booked the service meanwhile, or moved what it had lost, needs no more.

    An appointment ends its entry as it is booked; a diagnosis, whose booking must be
    quick, leaves that to this beat (nothing is offered to it in between).
    """
    cases = Booking.objects.counted().filter(
        company=OuterRef("company"), booked_at__gte=OuterRef("joined_at")
    )
    booked = Q(Exists(cases), service__kind=ServiceKind.VISIT, booking=None)
    moved = Q(appointment__isnull=False) & (
        ~Q(appointment__state=AppointmentState.BOOKED)
        | Q(appointment__slot__is_closed=False)
    )
    gone = Q(booking__isnull=False) & (
        Q(booking__slot=None) | Q(booking__slot__is_closed=False)
    )
    for entry in WaitingEntry.objects.open().filter(booked | moved | gone):
        with transaction.atomic():
            case = Booking.objects.counted().filter(
                company=entry.company_id, slot__service=entry.service_id
            ).order_by("-booked_at").first()  # fmt: skip
            if case is not None and case.slot is not None:
                met(company_id=entry.company_id, slot=case.slot, at=at)
            else:
                close_entry(entry, WaitState.MET, at=at)


def _end_past(at: datetime) -> None:
    """Entries whose days are past leave the list; the firm is told."""
    rows = WaitingEntry.objects.waiting().filter(last_on__lt=local_day(at))
    for entry in rows.select_related("company", "service"):
        with transaction.atomic():
            try:
                entry.move_to(WaitState.PAST, ended_at=at)
            except LostRace:
                continue
            record(by=None, deed="bookings.end_wait", at=at, row=entry)
            tell_firm(entry, PAST, event="bookings.wait_past", at=at)


def _end_offers(at: datetime) -> None:
    """Offers not answered in time, and those of times that were closed."""
    over = Q(until__lte=at) | Q(slot__is_closed=True) | Q(slot__released_at=None)
    rows = WaitingOffer.objects.filter(over, state=OfferState.OPEN)
    for offer in rows.select_related("slot", "entry__company", "entry__service"):
        lapsed = offer.until <= at
        state = OfferState.LAPSED if lapsed else OfferState.WITHDRAWN
        with transaction.atomic():
            try:
                end_offer(offer, state, at=at)
            except LostRace:
                continue
            more = {} if lapsed else {"lost_to_closing": True}
            offer.entry.move_to(WaitState.WAITING, **more)
            after = {"state": state.value}
            record(by=None, deed="bookings.answer_offer", at=at, row=offer, after=after)
            text, event = (LAPSED, "lapsed") if lapsed else (CLOSED, "withdrawn")
            tell_firm(
                offer.entry,
                text,
                event=f"bookings.offer_{event}",
                at=at,
                slot=offer.slot,
            )
