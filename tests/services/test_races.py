"""Many people at once, on both databases."""

import pytest

from tests.services.servers import script

pytestmark = pytest.mark.services
SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings"}


def test_two_hundred_firms_on_a_half_day_of_three_get_three_bookings(city):
    answer = script("race_book.py", {**SETTINGS, **city}, "200", "3")
    assert answer == {
        "told": {"lost with offers": 197, "won": 3},
        "taken": 3,
        "bookings": 3,
        "flows": 3,
    }


def test_of_fifty_managers_one_completes_the_step_and_the_others_learn_who(city):
    answer = script("race_complete.py", {**SETTINGS, **city}, "50")
    assert answer == {
        "told": {"lost": 49, "won": 1},
        "named": True,
        "stage": "proposing",
    }


def test_of_many_changes_at_once_one_wins_and_no_place_is_lost_or_given_twice(city):
    answer = script("race_appointments.py", {**SETTINGS, **city}, "20")
    assert answer["to the last two places"] == {"lost": 18, "won": 2}
    assert answer["changing one"] == {"lost": 20, "won": 1}
    assert answer["taken"] == answer["live"]
    assert answer["beats"] == {"won": 8}
    assert answer["reminders"] == answer["near"]
    assert answer["of a service"] == {
        "told": {"lost": 25, "won": 5}, "used": 5, "booked": 5,
    }  # fmt: skip


def test_each_place_given_up_is_offered_once_and_each_offer_answered_once(city):
    answer = script("race_waitlist.py", {**SETTINGS, **city}, "10")
    assert answer["given up"] == {"won": 16}
    assert answer["made"] == {"offers": 10, "firms": 10, "places": 10, "kept": 10}
    assert answer["answered"] == {"no": 20, "won": 12}
    assert answer["taken"] == answer["live and kept"]
    assert answer["met"] == answer["live"]


def test_of_many_who_ask_for_a_code_at_once_one_is_sent(postgres_city):
    answer = script("race_codes.py", {**SETTINGS, **postgres_city}, "12")
    assert answer == {"told": {"too often": 11, "won": 1}, "codes": 1, "messages": 1}
