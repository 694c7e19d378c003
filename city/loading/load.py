"""Loads the city's master data: all of it in one transaction, or nothing."""

from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from city.loading.files import SHEETS
from city.loading.sheets import Book, read_sheets
from city.loading.shipped import read_shipped
from city.loading.tables import TABLES
from city.loading.writing import Tally, write
from designations.actions import adopt_designated
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.json_files import InputError


def load(folder: Path, *, at: datetime) -> Tally:
    """Write the folder's tables and the shipped rules; the tally of what that did.

    Campaigns are those of the year of `at` and the year before. Loading the same
    again changes nothing; nothing is ever deleted, and what the city has changed since
    (a campaign's state, a quota, a contact) stays. InputError with every fault at
    once, each naming file, line and field; then nothing has been loaded.
    """
    book = read(folder, local_day(at).year)
    with transaction.atomic():
        tally = Tally()
        for table in TABLES:
            try:
                write(tally, table.file, table.rule, table.wanted(book, tally))
            except IntegrityError as fault:
                clash = f"{table.file}: does not fit what the city holds: {fault}"
                raise InputError([clash]) from fault
        adopt_designated()
        _note(tally, at)
    return tally


def read(folder: Path, year: int) -> Book:
    """The checked tables; InputError with every fault at once."""
    book = Book()
    read_shipped(book)
    read_sheets(book, folder, SHEETS, year)
    if book.errors:
        raise InputError(book.errors)
    return book


def _note(tally: Tally, at: datetime) -> None:
    """Leave an audit entry of a load that did something."""
    if tally.created or tally.changed:
        record(by=None, deed="city.load", at=at, after=tally.counts)
