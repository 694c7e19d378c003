"""Picker, submit and interface agree on what is free, on many random calendars."""

import json
import re
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from bookings import places
from bookings.availability import SlotFacts, is_bookable
from bookings.models import Slot

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


def facts(slot: Slot) -> SlotFacts:
    return SlotFacts(
        slot.capacity,
        slot.taken,
        slot.released_at,
        slot.bookable_until,
        slot.is_closed,
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


@pytest.mark.parametrize("seed", range(12))
def test_picker_submit_interface_and_rule_agree(cast, client, monday, seed):
    client.force_login(cast.firm)
    slots = list(Slot.objects.filter(center=cast.center).order_by("starts_at")[:10])
    Slot.objects.filter(center=cast.center).exclude(
        pk__in=[slot.pk for slot in slots]
    ).update(is_closed=True)
    scramble(slots, monday, Random(seed))
    wanted = {slot.pk for slot in slots if is_bookable(facts(slot), monday)}
    answer = client.get(f"/api/centers/{cast.center.slug}/slots/")
    assert {row["id"] for row in json.loads(answer.content)} == wanted
    assert taken(slots, monday) == wanted
    assert picked(client, slots) == wanted


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
