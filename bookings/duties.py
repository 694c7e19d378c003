"""Who and which rooms are in use: what stands is laid first, the rest around it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from bookings import workforce
from bookings.availability import Offer
from bookings.models import Duty, Slot
from bookings.querysets import in_use, stands_at
from bookings.serving import monday_of
from bookings.spans import Span
from bookings.team import Person
from centers.choices import ServedBy
from centers.models import Center, Service
from foundation.clock import CITY_TIME, local_day

OnDuty = dict[int, dict[int, int]]


@dataclass
class InUse:
    """People and rooms of a center in use from this week's Monday on.

    A service that is planned takes its own marks out first (`lift`) and puts the new
    ones in (`mark`); one person is the same object in every service.
    """

    people: dict[int, list[Person]]
    rooms: dict[str, dict[date, list[Span]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    marks: dict[int, list[tuple[date, list[Span], Span]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def mark(self, slot: Slot, service: Service, advisers: Collection[int]) -> None:
        """The slot takes its room and those people, with the service's buffers."""
        lists = [
            person.busy[slot.on]
            for person in self.people.get(service.pk, ())
            if person.key in advisers
        ]
        if service.room and serving(slot):
            lists.append(self.rooms[service.room][slot.on])
        span = taken_up(slot, service)
        for spans in lists:
            spans.append(span)
            self.marks[service.pk].append((slot.on, spans, span))

    def lift(self, service: Service, after: date, until: date) -> None:
        """Take the service's own marks of these days out, the last one included."""
        others = []
        for day, spans, span in self.marks.pop(service.pk, ()):
            if after < day <= until:
                spans.remove(span)
            else:
                others.append((day, spans, span))
        self.marks[service.pk] = others


def taken_up(slot: Slot, service: Service) -> Span:
    """The slot with its service's buffers: what it takes of people and room."""
    first, last = slot.starts_at, slot.ends_at
    return (
        first.astimezone(CITY_TIME) - timedelta(minutes=service.buffer_before),
        last.astimezone(CITY_TIME) + timedelta(minutes=service.buffer_after),
    )


def serving(slot: Slot) -> int:
    """For how many somebody must be there; a closed slot keeps what is booked."""
    return slot.taken if slot.is_closed else slot.capacity


def read(center: Center, *, at: datetime, kinds: Collection[str]) -> InUse:
    """What stands at the center: all that the services of `kinds` may not move, and
    every slot of the others; the days of the week that is running count for limits.
    """
    today = local_day(at)
    using = InUse(workforce.advisers(center, today))
    needs = Q(service__served_by=ServedBy.ADVISERS) | ~Q(service__room="")
    slots = Slot.objects.filter(
        stands_at(at) | ~Q(kind__in=kinds), needs, in_use(), center=center,
        on__gte=monday_of(today + timedelta(days=1)),
    )  # fmt: skip
    known = on_duty(slots)
    for slot in slots.select_related("service"):
        using.mark(slot, slot.service, known[slot.pk])
    return using


def on_duty(slots: Iterable[Slot]) -> OnDuty:
    """Who serves at the slots: by slot, each adviser with the key of the duty."""
    found: OnDuty = defaultdict(dict)
    rows = Duty.objects.filter(slot__in=slots).order_by()
    for slot, adviser, key in rows.values_list("slot", "adviser", "pk"):
        found[slot][adviser] = key
    return found


def on_duty_days(slots: QuerySet[Slot]) -> list[tuple[int, date]]:
    """Each adviser and day once for every slot of these at which the person serves."""
    rows = Duty.objects.filter(slot__in=slots).order_by()
    return list(rows.values_list("adviser", "slot__on"))


def give(
    using: InUse,
    service: Service,
    given: list[tuple[Offer, Slot]],
    known: OnDuty,
) -> None:
    """Give each slot its advisers and its room, and take their time from the others.

    `known`: who is on duty until now; who is not in the offer any more goes.
    """
    if service.served_by != ServedBy.ADVISERS:
        for _its, slot in given:
            using.mark(slot, service, ())
        return
    new, gone = [], []
    for offer, slot in given:
        before = known[slot.pk]
        chosen = set(offer.people[: serving(slot)])
        using.mark(slot, service, chosen)
        new += [duty(slot, key) for key in chosen - before.keys()]
        gone += [before[key] for key in before.keys() - chosen]
    Duty.objects.filter(pk__in=gone).delete()
    put_on_duty(new)


def duty(slot: Slot, adviser: int) -> Duty:
    """That adviser's service at the slot, not yet saved."""
    return Duty(slot=slot, adviser_id=adviser, starts_at=slot.starts_at)


def put_on_duty(duties: list[Duty]) -> None:
    """Write them; a draft that is still to be planned gives its people up."""
    Duty.objects.bulk_create(
        duties,
        update_conflicts=True,
        unique_fields=["adviser", "starts_at"],
        update_fields=["slot"],
    )
