"""The waiting list of a service: who is on it in which order, what ends an entry."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from bookings import queues, ranking
from bookings.choices import AppointmentState
from bookings.choices_waitlist import OfferState, WaitState
from bookings.models import (
    Appointment,
    Hold,
    MissedVisit,
    Slot,
    WaitingEntry,
    WaitingOffer,
)
from bookings.waiting import WEEKS, Wait, wait, weekly
from bookings.waiting_rules import rule_on
from centers.choices import ServiceKind
from centers.models import Service
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.models import work_calendar


def facts_of(entries: Collection[WaitingEntry], *, at: datetime) -> list[Any]:
    """What the rule needs to know of those entries, in a fixed number of queries."""
    firms = [entry.company_id for entry in entries]
    absences: Counter[int] = Counter()
    absent = Appointment.objects.filter(state=AppointmentState.ABSENT)
    for rows in (absent, MissedVisit.objects.all()):
        mine = rows.filter(company__in=firms).order_by()
        absences.update(
            dict(mine.values_list("company").annotate(n=Count("pk")))
        )  # fmt: skip
    calendar, today = work_calendar(), local_day(at)
    return [
        ranking.Facts(
            key=entry.pk,
            joined_at=entry.joined_at,
            on_list=entry.on_target_list,
            above_designated=entry.company.above_designated,
            waited_days=calendar.between(local_day(entry.joined_at), today),
            absences=absences[entry.company_id],
            lost_to_closing=entry.lost_to_closing,
        )
        for entry in entries
    ]


def lines(
    entries: Collection[WaitingEntry], *, at: datetime
) -> dict[int, ranking.Place]:
    """The place of each entry in the line of its service, by the entry's key.

    The entries must be all that stand in those lines.
    """
    rule = rule_on(local_day(at))
    service = {entry.pk: entry.service_id for entry in entries}
    by_service: dict[int, list[ranking.Facts]] = defaultdict(list)
    for facts in facts_of(entries, at=at):
        by_service[service[facts.key]].append(facts)
    return {
        place.facts.key: place
        for group in by_service.values()
        for place in ranking.rank(group, rule)
    }


def open_entries(services: Iterable[int]) -> list[WaitingEntry]:
    """Everybody in the lines of those services."""
    rows = WaitingEntry.objects.open().filter(service__in=list(services))
    return list(rows.select_related("company"))


def in_line_for(
    slot: Slot, *, at: datetime
) -> list[tuple[ranking.Place, WaitingEntry]]:
    """Those whom this time fits, the first in line first; places as in the line."""
    everybody = open_entries([slot.service_id])
    gone = let_go(everybody)
    fitting = {
        entry.pk: entry
        for entry in everybody
        if entry.state == WaitState.WAITING
        and entry.fits(slot)
        and (entry.pk, slot.pk) not in gone
    }
    if not fitting:
        return []
    places = lines(everybody, at=at)
    ordered = sorted((places[key] for key in fitting), key=lambda row: row.number)
    return [(place, fitting[place.facts.key]) for place in ordered]


def let_go(entries: Collection[WaitingEntry]) -> set[tuple[int, int]]:
    """Which entry had which time offered and let it go: (entry, slot)."""
    rows = WaitingOffer.objects.filter(
        entry__in=entries, state__in=(OfferState.DECLINED, OfferState.LAPSED)
    )
    return set(rows.values_list("entry", "slot"))


def expected(
    service: Service, number: int, *, at: datetime
) -> tuple[date, date] | None:
    """The first and last day between which its turn comes, by the last weeks.

    `number` is the place in line. None where too little was done to say.
    """
    today = local_day(at)
    if service.kind == ServiceKind.VISIT:
        queue = queues.queues([service.center_id], today=today)[service.center_id]
        found = wait(queue.length + number, queue.visits)
    else:
        found = _wait_for(service, number, today, at)
    if found is None:
        return None
    return today + timedelta(days=found.shortest), today + timedelta(
        days=found.longest
    )  # fmt: skip


def _wait_for(service: Service, number: int, today: date, at: datetime) -> Wait | None:
    """As for diagnoses: who is booked and who waits, by what was served weekly."""
    rows = Appointment.objects.filter(slot__service=service).exclude(
        state=AppointmentState.CANCELLED
    )
    since = today - timedelta(weeks=WEEKS + 1)
    served = rows.filter(slot__on__range=(since, today)).order_by()
    ahead = rows.filter(slot__starts_at__gt=at).count()
    days = served.values_list("slot__on", flat=True)
    return wait(ahead + number, weekly(days, today))


def met(*, company_id: int, slot: Slot, at: datetime) -> bool:
    """The firm books this time: its entry for the service is met and leaves the list.

    True where the time is the one offered to it, whose place is kept for it; what
    was offered otherwise is put aside for the next in line.
    """
    rows = WaitingEntry.objects.open().filter(
        company=company_id, service=slot.service_id
    )
    entry: WaitingEntry | None = rows.first()
    if entry is None:
        return False
    offer = WaitingOffer.objects.filter(entry=entry, state=OfferState.OPEN).first()
    same = offer is not None and offer.slot_id == slot.pk and offer.until > at
    if offer is not None:
        state = OfferState.ACCEPTED if same else OfferState.WITHDRAWN
        end_offer(offer, state, at=at, keeps_place=same)
    entry.move_to(WaitState.MET, ended_at=at)
    record(
        by=None, deed="bookings.end_wait", at=at, row=entry, after={"slot": str(slot)}
    )
    return same


def close_entry(
    entry: WaitingEntry, state: str, *, at: datetime, reason: str = ""
) -> None:
    """Take an open entry off the list; a time offered to it goes to the next.

    Raises LostRace where somebody was faster.
    """
    offer = WaitingOffer.objects.filter(entry=entry, state=OfferState.OPEN).first()
    if offer is not None:
        over = state == WaitState.LEFT
        end_offer(offer, OfferState.DECLINED if over else OfferState.WITHDRAWN, at=at)
    entry.move_to(state, ended_at=at, ended_reason=reason)


def end_offer(
    offer: WaitingOffer, state: str, *, at: datetime, keeps_place: bool = False
) -> None:
    """End an open offer; its place is put aside unless it is being booked.

    Raises LostRace where somebody was faster.
    """
    offer.move_to(state, answered_at=at)
    if not keeps_place:
        kept = Hold.objects.filter(slot=offer.slot_id, company=offer.entry.company_id)
        kept.filter(for_list=True).update(company=None)
