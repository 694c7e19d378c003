"""The ledger is only ever added to, balances, and says where it does not."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from subsidies import ledger
from subsidies.actions import open_period
from subsidies.choices import Account
from subsidies.models import LedgerEntry, Posting
from tests.factories.years import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(cast):
    return open_period(year=2026, by=cast.officer, at=JANUARY)


def entry(cast, period, **facts):
    defaults = {
        "key": "commit-1",
        "text": "1号",
        "debit": Account.COMMITTED,
        "credit": Account.AVAILABLE,
        "amount_fen": 5,
    }
    return ledger.post(
        period=period, by=cast.officer, at=JANUARY, **{**defaults, **facts}
    )


def told(**options):
    out, err = StringIO(), StringIO()
    try:
        call_command("ledger_verify", stdout=out, stderr=err, **options)
    except SystemExit as end:
        return end.code, err.getvalue()
    return 0, out.getvalue()


def test_an_entry_has_two_sides_that_sum_to_nothing(cast, period):
    made = entry(cast, period)
    assert list(made.postings.values_list("account", "amount_fen")) == [
        ("committed", 5),
        ("available", -5),
    ]


@pytest.mark.parametrize("fen", [0, -1])
def test_an_entry_moves_something(cast, period, fen):
    with pytest.raises(ValueError, match="positive"):
        entry(cast, period, amount_fen=fen)


def test_the_same_event_is_posted_once(cast, period):
    entry(cast, period)
    with pytest.raises(IntegrityError):
        entry(cast, period)


def test_entries_and_postings_are_neither_changed_nor_removed(cast, period):
    made = entry(cast, period)
    for deed in (made.save, made.delete, made.postings.first().delete):
        with pytest.raises(TypeError):
            deed()
    assert LedgerEntry.objects.count() == 2


def test_balances_are_sums_of_one_year_or_of_all(cast, period):
    entry(cast, period)
    assert ledger.balances() == ledger.balances(period)
    assert sum(ledger.balances().values()) == 0


def test_the_command_says_how_much_was_checked_and_the_balances(cast, period):
    entry(cast, period)
    assert told() == (
        0,
        "2 checked\nappropriation -800000000\navailable 799999995\n"
        "committed 5\npaid 0\n",
    )


def test_the_command_names_the_first_entry_that_does_not_balance(cast, period):
    made = entry(cast, period)
    Posting.objects.filter(entry=made, account="committed").update(amount_fen=6)
    assert told() == (1, "broken at entry commit-1: does not balance\n")


def test_a_year_that_spent_more_than_it_had_is_named(cast, period):
    entry(cast, period, amount_fen=800_000_001)
    assert told() == (1, "broken at entry 2026: more spent than there is\n")
