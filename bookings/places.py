"""Taking, keeping and giving back a place at a slot; nearest free ones."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from bookings.models import Hold, Kept, Slot, WaitingEntry
from bookings.querysets import bookable_at, open_at
from centers.models import Service
from companies.models import Company
from foundation.prepared import Given, prepared, prepared_change

HOLD = timedelta(minutes=10)
AGAIN = timedelta(minutes=30)  # how long afterwards the same time is not kept again
NEAR = timedelta(days=45)
MOST_NEAR = 3


def take(slot_id: int, *, at: datetime) -> bool:
    """Take one place by a single conditional UPDATE; False when it cannot be had.

    A full slot is asked again after the holds on it that have run out are let go.
    """
    return _take(slot_id, at) or (
        let_go(at=at, slot=slot_id) > 0 and _take(slot_id, at)
    )


def _take(slot_id: int, at: datetime) -> bool:
    return one_place.count(slot=slot_id, at=at) == 1


@prepared_change
def one_place() -> Any:
    """One place more of a slot that can be booked at a moment."""
    open_one = Slot.objects.filter(bookable_at(Given("at")), pk=Given("slot"))
    return open_one, {"taken": F("taken") + 1}


def give_back(slot_id: int, places: int = 1) -> None:
    """Return places to the slot; put them aside where somebody waits for it.

    What is put aside stays taken: the list is asked first, then the public.
    """
    waits = WaitingEntry.objects.waiting().filter(
        service__slots=slot_id,
        first_on__lte=F("service__slots__on"),
        last_on__gte=F("service__slots__on"),
    )
    if waits.exists():
        _put_aside(Slot.objects.get(pk=slot_id), places)
    else:
        free(slot_id, places)


def new_for_list(service: Service, new: Iterable[tuple[Slot, int]]) -> None:
    """New places of the service's times: put aside where somebody waits for them.

    They are taken in the transaction that makes them, so that nobody sees them first.
    """
    waits = WaitingEntry.objects.waiting().filter(service=service)
    days = list(waits.values_list("first_on", "last_on"))
    for slot, places in new:
        room = Slot.objects.filter(pk=slot.pk, taken__lte=F("capacity") - places)
        waited = any(first <= slot.on <= last for first, last in days)
        if waited and room.update(taken=F("taken") + places):
            _put_aside(slot, places)


def _put_aside(slot: Slot, places: int) -> None:
    facts: dict[str, Any] = {"slot": slot, "until": slot.bookable_until}
    Hold.objects.bulk_create(Hold(for_list=True, **facts) for _n in range(places))


def free(slot_id: int, places: int = 1) -> None:
    """Return places to the slot, for everybody."""
    Slot.objects.filter(pk=slot_id, taken__gte=places).update(taken=F("taken") - places)


def hold(company: Company, slot: Slot, *, at: datetime) -> Hold | None:
    """Keep a place for the firm for ten minutes; None when there is none, or when
    the firm has kept this time already (`was_kept`).

    A firm holds one place: another slot gives the first one back, the same slot
    keeps its first countdown. What a waiting list offers it stays kept besides.
    """
    with transaction.atomic():
        mine = list(Hold.objects.select_for_update().filter(company=company))
        for own in mine:
            if own.slot_id == slot.pk and own.until > at:
                return own
        for own in (row for row in mine if not row.for_list):
            _end(own)
        until = _until(company, slot, at)
        if until <= at or not take(slot.pk, at=at):
            return None
        try:
            with transaction.atomic():
                return Hold.objects.create(slot=slot, company=company, until=until)
        except IntegrityError:
            give_back(slot.pk)
            return Hold.objects.filter(company=company, slot=slot).first()


def was_kept(company: Company, slot: Slot, *, at: datetime) -> bool:
    """Whether the firm kept this time lately as long as anybody may."""
    return _until(company, slot, at) <= at


def _until(company: Company, slot: Slot, at: datetime) -> datetime:
    """Until when the firm may keep the time: what it let go runs on, or has run out."""
    rows = Kept.objects.filter(company=company, slot=slot, until__gt=at - AGAIN)
    before = rows.first()
    return before.until if before else at + HOLD


def use_hold(company: Company, slot_id: int, *, at: datetime) -> bool:
    """Turn the firm's hold on this slot into its booking: the place stays taken."""
    held = Hold.objects.filter(company=company, slot=slot_id, until__gt=at)
    still_open = Slot.objects.filter(open_at(at), pk=slot_id).values("pk")
    return held.filter(slot__in=still_open).delete()[0] == 1


def let_go(*, at: datetime, slot: int | None = None) -> int:
    """Give back the places whose hold has run out; returns how many."""
    if slot is not None:
        return sum(_end(row) for row in _old_ones.all(slot=slot, at=at))
    Kept.objects.filter(until__lte=at - AGAIN).delete()
    old = Hold.objects.filter(until__lte=at, for_list=False)
    return sum(_end(row) for row in old)


@prepared
def _old_ones() -> Any:
    """The firms' holds on a slot that have run out."""
    return Hold.objects.filter(
        until__lte=Given("at"), for_list=False, slot=Given("slot")
    )


def let_go_of(*firms: Company) -> None:
    """Give back what these firms keep while they fill in forms."""
    for row in Hold.objects.filter(company__in=firms, for_list=False):
        _end(row)


def _end(row: Hold) -> int:
    """Delete a firm's hold and give back its place; once, whoever else tries."""
    its: Any = {"slot_id": row.slot_id, "company_id": row.company_id}
    with transaction.atomic():
        gone, _each = Hold.objects.filter(pk=row.pk).delete()
        if gone:
            give_back(row.slot_id)
            Kept.objects.update_or_create(**its, defaults={"until": row.until})
    return gone


def nearest_free(slot: Slot, *, at: datetime) -> list[Slot]:
    """The free slots of the same service nearest to a full one, at most three."""
    here = {"at": at, "center": slot.center_id, "kind": slot.kind, "own": slot.pk}
    here["starts"] = slot.starts_at
    near = [one for after in (False, True) for one in _near.all(after, **here)]
    near.sort(key=lambda other: abs(other.starts_at - slot.starts_at))
    return [one for one in near if abs(one.starts_at - slot.starts_at) <= NEAR][
        :MOST_NEAR
    ]


@prepared
def _near(after: bool) -> Any:
    """The free slots next to a moment, before or after it; more are never shown."""
    side = {"starts_at__gte" if after else "starts_at__lt": Given("starts")}
    rows = Slot.objects.filter(bookable_at(Given("at")), ~Q(pk=Given("own")), **side)
    rows = rows.filter(center=Given("center"), kind=Given("kind"))
    return rows.order_by("starts_at" if after else "-starts_at")[:MOST_NEAR]
