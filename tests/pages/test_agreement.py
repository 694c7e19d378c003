"""Every door agrees on what is free, on many random calendars."""

import json
import os
import re
from datetime import date, timedelta
from random import Random

from django.db import transaction

from bookings import places
from bookings.actions import sweep_lists
from bookings.availability import SlotFacts, is_bookable
from bookings.models import Slot, WaitingEntry, WaitingOffer
from centers.models import Service
from tests.factories.cases import taken_case
from workflows.moving import free_half_days

CALENDARS = int(os.environ.get("RANDOM_CALENDARS", "20"))
RADIO = re.compile(r'<input type="radio" name="slot"[^>]*value="(\d+)"([^>]*)>')


def scramble(slots: list[Slot], at, dice: Random) -> None:
    """Any state a slot can be in."""
    for slot in slots:
        slot.capacity = dice.choice([0, 1, 2, 3])
        slot.taken = dice.randint(0, slot.capacity)
        slot.is_closed = dice.random() < 0.2
        hours = [None, -30, -1, 0, 1, 48]
        shift = dice.choice(hours)
        slot.released_at = None if shift is None else at + timedelta(hours=shift)
        slot.bookable_until = at + timedelta(hours=dice.choice([-1, 0, 1, 100]))
    Slot.objects.bulk_update(
        slots, ["capacity", "taken", "is_closed", "released_at", "bookable_until"]
    )


def facts(slot: Slot, is_open: bool) -> SlotFacts:
    return SlotFacts(
        slot.capacity,
        slot.taken,
        slot.released_at,
        slot.bookable_until,
        slot.is_closed,
        is_open,
    )


def picked(client, slots: list[Slot]) -> set[int]:
    """What the booking page offers on those slots' days."""
    found = set()
    for day in {slot.on for slot in slots}:
        page = client.get(f"/book/?day={day}").content.decode()
        found |= {
            int(key) for key, rest in RADIO.findall(page) if "disabled" not in rest
        }
    return found


def taken(slots: list[Slot], at) -> set[int]:
    """Which the submit would get, without keeping any."""
    won = set()
    for slot in slots:
        with transaction.atomic():
            if places.take(slot.pk, at=at):
                won.add(slot.pk)
            transaction.set_rollback(True)
    return won


def offered(entry: WaitingEntry, slots: list[Slot], at) -> set[int]:
    """Which the waiting list would offer to a firm that wants just that one."""
    found = set()
    for slot in slots:
        with transaction.atomic():
            days = {"first_on": slot.on, "last_on": slot.on, "half": slot.half}
            WaitingEntry.objects.filter(pk=entry.pk).update(**days)
            sweep_lists(at=at)
            found |= set(WaitingOffer.objects.values_list("slot", flat=True))
            transaction.set_rollback(True)
    return found


def waiting(cast, at) -> WaitingEntry:
    """The firm on the list of its center's visits."""
    return WaitingEntry.objects.create(
        company=cast.company,
        center=cast.center,
        service=cast.center.services.get(),
        first_on=at.date(),
        last_on=at.date(),
        joined_at=at,
        joined_by=cast.firm,
    )


def test_all_doors_agree_on_what_is_free_on_random_calendars(cast, client, monday):
    client.force_login(cast.firm)
    case = taken_case(cast, cast.provider, date(2026, 5, 20))
    slots = list(Slot.objects.filter(center=cast.center).order_by("starts_at")[:10])
    Slot.objects.exclude(pk__in=[slot.pk for slot in slots]).update(is_closed=True)
    entry = waiting(cast, monday)
    for seed in range(CALENDARS):
        dice = Random(seed)
        scramble(slots, monday, dice)
        is_open = dice.random() < 0.8
        Service.objects.filter(pk=entry.service_id).update(is_open=is_open)
        wanted = {
            slot.pk for slot in slots if is_bookable(facts(slot, is_open), monday)
        }
        answer = client.get(f"/api/centers/{cast.center.slug}/slots/")
        found = {
            "interface": {row["id"] for row in json.loads(answer.content)},
            "submit": taken(slots, monday),
            "picker": picked(client, slots),
            "moving": {slot.pk for slot in free_half_days(case, at=monday)},
            "waiting list": offered(entry, slots, monday),
        }
        assert found == dict.fromkeys(found, wanted), f"calendar {seed}"


def test_free_times_come_as_json_and_an_unknown_center_or_service_is_404(
    cast, client, monday
):
    answer = client.get(f"/api/centers/{cast.center.slug}/slots/?service=visit")
    first = json.loads(answer.content)[0]
    assert first == {
        "id": cast.slot().pk,
        "starts": "2026-03-03T01:00:00Z",
        "ends": "2026-03-03T03:30:00Z",
        "left": 2,
    }
    none = client.get(f"/api/centers/{cast.center.slug}/slots/?service=clinic")
    assert json.loads(none.content) == []
    assert client.get("/api/centers/nowhere/slots/").status_code == 404
    wrong = client.get(f"/api/centers/{cast.center.slug}/slots/?service=dinner")
    assert wrong.status_code == 404


def test_free_times_take_at_most_three_statements_for_any_number_of_slots(
    cast, client, monday, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        client.get(f"/api/centers/{cast.center.slug}/slots/")
