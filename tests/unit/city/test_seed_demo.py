"""The command that seeds: when it refuses, what it leaves, that it repeats itself."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from bookings.models import Booking, Slot
from city.loading import SHIPPED_CITY, load
from city.seeding import seed_city
from city.seeding.errors import SeedError
from companies.models import Company
from foundation import clock
from foundation.audit.models import Entry

AT = datetime(2026, 7, 15, 6, 0, tzinfo=UTC)
SMALL = 12


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def city(db):
    """The loaded city on a day in July."""
    with clock.set_to(AT):
        load(SHIPPED_CITY, at=AT)
        yield


def seed(*options):
    out = io.StringIO()
    call_command("seed_demo", "--cases", str(SMALL), *options, stdout=out)
    return out.getvalue().splitlines()


def told(number=1):
    """The rows of a seed, which is then taken back."""
    with transaction.atomic():
        seed_city(seed=number, cases=SMALL, at=AT, say=lambda _line: None)
        rows = Booking.objects.order_by("number").values_list(
            "number", "stage", "company__name", "provider__name", "job_rating__score"
        )
        found = [*rows, *Entry.objects.order_by("pk").values_list("at", "actor_name")]
        transaction.set_rollback(True)
    return found


def test_outside_the_demonstration_nothing_is_seeded(city):
    with pytest.raises(CommandError, match="Only the demonstration"):
        seed()


@pytest.mark.usefixtures("demo")
def test_the_command_says_how_far_it_is_and_what_it_made(city):
    lines = seed()
    assert lines[0].startswith("seeding 10 % · 20")
    assert lines[-1].endswith("closed")
    assert Booking.objects.count() == SMALL


@pytest.mark.usefixtures("demo")
def test_a_city_with_bookings_is_left_alone(city):
    seed()
    entries = Entry.objects.count()
    with pytest.raises(CommandError, match="holds bookings already"):
        seed()
    assert (Booking.objects.count(), Entry.objects.count()) == (SMALL, entries)


@pytest.mark.usefixtures("demo", "db")
def test_an_empty_city_has_to_be_loaded_first():
    with clock.set_to(AT), pytest.raises(CommandError, match="load_city"):
        seed()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("cases", ["9", "281"])
def test_a_city_too_small_or_too_large_is_refused(city, cases):
    with pytest.raises(CommandError, match="from 10 to 280"):
        call_command("seed_demo", "--cases", cases)


def test_the_same_seed_tells_the_same_city_and_another_one_another(city):
    first, second, third = told(1), told(1), told(2)
    assert first == second
    assert first != third


def test_a_run_that_breaks_off_leaves_nothing_behind(city):
    people, entries = User.objects.count(), Entry.objects.count()

    def break_off(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed_city(seed=1, cases=SMALL, at=AT, say=break_off)
    assert not Booking.objects.exists()
    assert not Slot.objects.exists()
    assert (User.objects.count(), Entry.objects.count()) == (people, entries)


def test_a_city_that_misses_its_picture_is_not_kept(city):
    """Where every firm but the showcase one is barred, there is nobody to tell of."""
    Company.objects.exclude(contact_name="吕铭").update(barred_reason="严重失信")
    with pytest.raises(SeedError, match="no firm is left"):
        seed_city(seed=1, cases=SMALL, at=AT, say=lambda _line: None)
    assert not Booking.objects.exists()
