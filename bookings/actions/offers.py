"""Places that come free go to the waiting list first: offered, answered, passed on.

An offered place is really taken (a `Hold` of the firm). Whatever ends an offer puts
the place aside (a `Hold` of nobody), and `pass_on` gives what is put aside to the next
in line, or to the public where it fits nobody. Called again it changes nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bookings import places, quotas, ranking
from bookings.actions.waitlist import against, tell_firm
from bookings.choices_waitlist import OfferState, WaitState
from bookings.models import Hold, Slot, WaitingEntry, WaitingOffer
from bookings.waiting_rules import rule_on
from bookings.waitlist import end_offer, in_line_for, lines, open_entries
from bookings.words import used_up_words
from centers.choices import ServiceKind
from foundation.audit.actions import record
from foundation.clock import CITY_TIME, local_day
from foundation.errors import LostRace, Refused
from foundation.links import sign
from foundation.models import work_calendar

PURPOSE = "offer"  # of the signed links
LEAD = timedelta(seconds=60)  # the list is asked so long before a release
OFFERED = gettext_noop(
    "%(title)s on %(when)s at %(place)s is kept for you until %(until)s. Take it or "
    "let it go by the link."
)


def link_to(offer: WaitingOffer, to: int | None = None) -> str:
    """The path at which the offer is answered without signing in; `to` as for others'
    links (`telling.link_to`).
    """
    return f"/offers/{sign(PURPOSE, offer.pk, *([to] if to else []))}/"


@transaction.atomic
def pass_on(slot_id: int, *, at: datetime) -> list[int]:
    """Offer the free places of a time to those it fits, in their order.

    Returns the keys of the entries that were offered one.
    """
    slot = Slot.objects.select_for_update().get(pk=slot_id)
    aside, _each = Hold.objects.filter(slot=slot, company=None).delete()
    if aside:
        places.free(slot.pk, aside)
    until = _until(slot, at)
    left = slot.capacity - slot.taken + aside
    offered: list[int] = []
    if until is None or left <= 0:
        return offered
    for place, entry in in_line_for(slot, at=at):
        if len(offered) < left and _offer(entry, slot, place, at, until) is not None:
            offered.append(entry.pk)
    return offered


def ask_list_first(keys: Collection[int], *, at: datetime) -> None:
    """Times that have just been opened or widened: who waits for them goes first."""
    waited = Slot.objects.filter(pk__in=keys).filter(
        service__in=WaitingEntry.objects.waiting().values("service")
    )
    for key in waited.order_by("starts_at", "pk").values_list("pk", flat=True):
        pass_on(key, at=at)


def _until(slot: Slot, at: datetime) -> datetime | None:
    """Until when an offer of this time stands; None where it can be none."""
    if slot.is_closed or slot.released_at is None or slot.released_at > at + LEAD:
        return None
    begins = max(at, slot.released_at)
    return ranking.answer_until(
        begins, slot.bookable_until, rule_on(local_day(at)), work_calendar(), CITY_TIME
    )


def _offer(
    entry: WaitingEntry,
    slot: Slot,
    place: ranking.Place,
    at: datetime,
    until: datetime,
    **by_hand: Any,
) -> WaitingOffer | None:
    """One offer, its place taken; None where the firm or the place is not to be had."""
    rows = WaitingEntry.objects.select_for_update(skip_locked=True).waiting()
    row: WaitingEntry | None = rows.filter(pk=entry.pk).first()
    own = Hold.objects.filter(slot=slot, company=entry.company_id)
    if row is None or own.exists() or not may_book(row, at):
        return None
    if not places.take(slot.pk, at=max(at, slot.released_at or at)):
        return None
    Hold.objects.create(slot=slot, company=row.company, until=until, for_list=True)
    row.move_to(WaitState.OFFERED)
    offer = WaitingOffer.objects.create(
        entry=row,
        slot=slot,
        made_at=at,
        until=until,
        rule=rule_on(local_day(at)).version,
        number=place.number,
        lines=[[line.line, line.count, line.points] for line in place.lines],
        made_by=by_hand.get("by"),
        reason=by_hand.get("reason", ""),
    )
    _say(offer, row)
    return offer


def _say(offer: WaitingOffer, entry: WaitingEntry) -> None:
    """Into the audit log, and to the firm."""
    slot, at = offer.slot, offer.made_at
    after = {"slot": str(slot), "number": offer.number, "version": offer.rule, **(
        {"reason": offer.reason} if offer.reason else {})}  # fmt: skip
    record(by=offer.made_by, deed="bookings.offer", at=at, row=offer, after=after)
    tell_firm(
        entry,
        OFFERED,
        event="bookings.offer",
        at=at,
        slot=slot,
        about=offer,
        link=lambda person: link_to(offer, person.pk if person else None),
        **_where(entry, slot),
        until=f"{localtime(offer.until):%Y-%m-%d %H:%M}",
    )


def _where(entry: WaitingEntry, slot: Slot) -> dict[str, str]:
    if slot.kind != ServiceKind.VISIT:
        return slot.center.in_both("place")
    firm = entry.company
    return {"place": firm.address or f"{firm.district}{firm.town}"}


def moves(entry: WaitingEntry) -> bool:
    """Whether the firm would move what it had booked, which the center closed."""
    return bool(entry.booking_id or entry.appointment_id)


def may_book(entry: WaitingEntry, at: datetime) -> bool:
    """Whether the firm could accept: who moves what it had booked always can."""
    if moves(entry):
        return True
    is_left = quotas.can_be_offered(entry.service, on=local_day(at))
    return is_left and not against(entry.company, entry.service, at=at)


@transaction.atomic
def offer_by_hand(
    *, entry: WaitingEntry, slot: Slot, by: Any, at: datetime, reason: str
) -> WaitingOffer:
    """The center offers a free time out of turn, and writes down why.

    Raises Refused, or LostRace where the time or the firm is no longer to be had.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    if slot.service_id != entry.service_id:
        raise Refused(_("Please choose a time of the same service."))
    _refuse_used_up(entry, at)
    until = _until(slot, at)
    if until is None:
        raise Refused(_("This time is too near, closed, or not released."))
    place = lines(open_entries([entry.service_id]), at=at).get(entry.pk)
    made = place and _offer(entry, slot, place, at, until, by=by, reason=reason)
    if not made:
        raise LostRace(
            _("The place has been taken, or the firm cannot be offered one at present.")
        )
    return made


def _refuse_used_up(entry: WaitingEntry, at: datetime) -> None:
    """Raises Refused where a new booking would be one too many in this campaign."""
    none_left = quotas.used_up(entry.service, on=local_day(at))
    if none_left is not None and not moves(entry):
        raise Refused(used_up_words(none_left.campaign.year))


@transaction.atomic
def decline_offer(*, offer: WaitingOffer, by: Any, at: datetime, stays: bool) -> None:
    """The firm lets the time go, and stays on the list or leaves it.

    The next in line is offered it at once. Raises Refused or LostRace.
    """
    refuse_ended(offer, at=at)
    end_offer(offer, OfferState.DECLINED, at=at)
    entry = offer.entry
    if stays:
        entry.move_to(WaitState.WAITING)
    else:
        entry.move_to(WaitState.LEFT, ended_at=at)
    after = {"state": OfferState.DECLINED.value, "stays": stays}
    record(by=by, deed="bookings.answer_offer", at=at, row=offer, after=after)
    pass_on(offer.slot_id, at=at)


def refuse_ended(offer: WaitingOffer, *, at: datetime) -> None:
    """Raises Refused where the offer has been answered, has ended or not begun."""
    if offer.state != OfferState.OPEN or offer.until <= at:
        raise Refused(_("This offer has been answered or has ended."))
    released = offer.slot.released_at
    if offer.slot.is_closed or released is None:
        raise Refused(_("The center has closed this time meanwhile."))
    if released > at:
        raise Refused(_("This can be answered in a minute."))
