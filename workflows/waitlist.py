"""Waiting lists where they meet flows and target lists: join, accept, the beat."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import people_of
from accounts.models import User
from bookings import places
from bookings.actions import book_appointment, join_list, move_appointment, sweep_lists
from bookings.actions.offers import refuse_ended
from bookings.choices import WITHDRAWN
from bookings.holders import LinkHolder
from bookings.models import Appointment, Booking, Hold, WaitingEntry, WaitingOffer
from bookings.waitlist import met
from centers.choices import ServiceKind
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from outreach.models import Target
from workflows.moving import move_case
from workflows.start import book_diagnosis

RESCHEDULE = "bookings.reschedule"


def on_target_list(company: Company, *, day: date) -> bool:
    """Whether the firm is on the list of a campaign open today, not diagnosed yet."""
    return company.credit_code in _listed([company.credit_code], day)


def _listed(codes: list[str], day: date) -> set[str]:
    rows = Target.objects.filter(
        credit_code__in=codes,
        campaign__starts_on__lte=day,
        campaign__ends_on__gt=day,
    )
    done = Booking.objects.exclude(stage__in=WITHDRAWN).filter(
        company__credit_code__in=codes, campaign__in=rows.values("campaign")
    )
    had = set(done.values_list("company__credit_code", flat=True))
    return set(rows.values_list("credit_code", flat=True)) - had


def join(*, company: Company, at: datetime, **need: Any) -> WaitingEntry:
    """Put the firm on a waiting list. Raises Refused as `join_list`."""
    listed = on_target_list(company, day=local_day(at))
    return join_list(company=company, at=at, on_target_list=listed, **need)


@transaction.atomic
def accept_offer(
    *, offer: WaitingOffer, by: Any, at: datetime
) -> Booking | Appointment:
    """Book the offered time by the action that books any other, under the same rules.

    What the firm had booked before the center closed is moved instead. `by`: a person
    of the firm, or the holder of the offer's link. Raises Refused or LostRace; the
    offer then stands as before.
    """
    offer = _locked(offer)
    refuse_ended(offer, at=at)
    entry = offer.entry
    record(
        by=by,
        deed="bookings.answer_offer",
        at=at,
        row=offer,
        after={"state": "accepted", "slot": str(offer.slot)},
    )
    if entry.booking is not None or entry.appointment is not None:
        return _moved(offer, by, at)
    facts: dict[str, Any] = {
        "company": entry.company,
        "slot": offer.slot,
        "by": by if isinstance(by, User) else _someone_of(entry, at),
        "at": at,
        "needs": entry.needs,
        "held": True,
    }
    if offer.slot.kind == ServiceKind.VISIT:
        case = book_diagnosis(**facts)
        met(company_id=entry.company_id, slot=offer.slot, at=at)
        return case
    return book_appointment(**facts)


def _locked(offer: WaitingOffer) -> WaitingOffer:
    """As it stands now; nobody else answers it meanwhile."""
    # Without a join: PostgreSQL loses a row whose joined slot changed while it waited.
    found: WaitingOffer = WaitingOffer.objects.select_for_update().get(pk=offer.pk)
    return found


def _someone_of(entry: WaitingEntry, at: datetime) -> User:
    """Who joined the list, or whoever acts for the firm today. Raises Refused."""
    people = people_of(
        deed_roles=frozenset({Role.COMPANY}), at=at, company=entry.company_id
    )
    people.sort(key=lambda user: user.pk != entry.joined_by_id)
    for user in people:
        for membership in user.memberships_now:
            if membership.company_id == entry.company_id:
                user.act_as(membership.pk)
                return user
    raise Refused(_("Nobody acts for the firm at present. Please call the center."))


def _moved(offer: WaitingOffer, by: Any, at: datetime) -> Booking | Appointment:
    """The booked time goes from where the center closed to the offered one."""
    entry = offer.entry
    row: Any = entry.booking or entry.appointment
    kept = Hold.objects.filter(
        slot=offer.slot, company=entry.company_id, for_list=True, until__gt=at
    )
    if kept.delete()[0]:
        places.free(offer.slot_id)  # taken again below, under this row's lock
    holder = by if isinstance(by, User) else LinkHolder(RESCHEDULE, row)
    reason = _("The center was closed on the first date")
    done: Booking | Appointment
    if isinstance(row, Booking):
        done = move_case(booking=row, slot=offer.slot, by=holder, at=at, reason=reason)
    else:
        done = move_appointment(
            appointment=row, slot=offer.slot, by=holder, at=at, reason=reason
        )
    met(company_id=entry.company_id, slot=offer.slot, at=at)
    return done


def sweep(*, at: datetime) -> int:
    """The beat: who is on a target list is written down afresh, then places go out."""
    waiting = WaitingEntry.objects.waiting().select_related("company")
    codes = {entry.company.credit_code: entry.pk for entry in waiting}
    if codes:
        listed = _listed(list(codes), local_day(at))
        keys = [key for code, key in codes.items() if code in listed]
        waiting.filter(pk__in=keys).update(on_target_list=True)
        waiting.exclude(pk__in=keys).update(on_target_list=False)
    return sweep_lists(at=at)
