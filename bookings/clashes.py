"""Whether a time opened by hand would use people or a room twice, and why in words."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from bookings import workforce
from bookings.duties import on_duty, on_duty_days, taken_up
from bookings.models import Slot
from bookings.querysets import in_use
from bookings.serving import monday_of
from bookings.spans import meets
from bookings.team import Person
from centers.choices import ServedBy
from centers.models import Adviser, Center
from foundation.errors import Refused

SIX_DAYS = timedelta(days=6)


def free_advisers(slot: Slot) -> list[int]:
    """Who can be put on duty at the slot; nobody where the service needs no adviser.

    Raises Refused where a time of the same service, the room or the people stand
    against it. Two managers at once queue at the center, as the planner does.
    """
    Center.objects.select_for_update(no_key=True).get(pk=slot.center_id)
    others = Slot.objects.filter(in_use(), center=slot.center_id, on=slot.on)
    rest = list(others.exclude(pk=slot.pk).select_related("service"))
    mine = taken_up(slot, slot.service)
    meeting = [one for one in rest if meets(mine, [taken_up(one, one.service)])]
    _refuse_same(slot, rest)
    _refuse_room(slot, meeting)
    return _free(slot, meeting) if slot.service.served_by == ServedBy.ADVISERS else []


def _refuse_same(slot: Slot, others: Iterable[Slot]) -> None:
    """A service's times follow each other; a consultant's half-day is one visit."""
    by_half = slot.service.served_by == ServedBy.CONSULTANTS
    span = slot.starts_at, slot.ends_at
    for other in others:
        same = other.service_id == slot.service_id
        halves = by_half and other.half == slot.half
        if same and (halves or meets(span, [(other.starts_at, other.ends_at)])):
            words = _(
                "This would overlap %(slot)s of the same service, and the same people "
                "would serve twice. Close that time first, or choose another."
            )
            raise Refused(words % {"slot": other})


def _refuse_room(slot: Slot, meeting: Iterable[Slot]) -> None:
    room = slot.service.room
    for other in meeting:
        if room and other.service.room == room:
            words = _("The room %(room)s is in use then: %(service)s, %(slot)s.")
            facts = {"room": room, "service": other.service, "slot": other}
            raise Refused(words % facts)


def _free(slot: Slot, meeting: list[Slot]) -> list[int]:
    """The advisers who work then and serve nowhere else; as many as are needed."""
    busy = {key for advisers in on_duty(meeting).values() for key in advisers}
    everybody = workforce.advisers(slot.center, slot.on).get(slot.service_id, [])
    people = [person for person in everybody if person.works_on(slot.on)]
    left = _left(slot, people)
    free = [key for key, n in left.items() if key not in busy and n > 0]
    lacking = len(free) < slot.capacity
    full = [key for key, n in left.items() if n <= 0]
    if lacking and full:
        raise Refused(_full_words(full, len(free), slot))
    if lacking and busy.intersection(person.key for person in everybody):
        words = _(
            "Too few advisers are free then: %(free)d for %(n)d places; the others "
            "serve elsewhere at that time."
        )
        raise Refused(words % {"free": len(free), "n": slot.capacity})
    return free[: slot.capacity]


def _left(slot: Slot, people: list[Person]) -> dict[int, int]:
    """How many appointments each may still be given on the slot's day."""
    monday = monday_of(slot.on)
    week = Slot.objects.filter(
        in_use(), center=slot.center_id, on__range=(monday, monday + SIX_DAYS)
    ).exclude(pk=slot.pk)
    limits = {person.key: person.limits() for person in people}
    for key, day in on_duty_days(week):
        if key in limits:
            limits[key].add(day)
    return {key: known.left(slot.on) for key, known in limits.items()}


def _full_words(full: list[int], free: int, slot: Slot) -> str:
    """Who has reached a limit, and how many could serve."""
    names = Adviser.objects.filter(pk__in=full).values_list("name", flat=True)
    words = _(
        "Too few advisers are free then: %(free)d for %(n)d places. At their limit of "
        "appointments a day or a week: %(names)s."
    )
    facts = {"free": free, "n": slot.capacity, "names": _(", ").join(names)}
    return words % facts
