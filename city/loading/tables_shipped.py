"""The tables of the rules that other packages ship, and what a table is."""

from collections.abc import Iterator
from dataclasses import dataclass

from city.loading import building
from city.loading.building import Build, plain, version
from city.loading.sheets import Book
from city.loading.shipped import (
    CALENDAR,
    CHECKLISTS,
    INSTRUMENTS,
    RULES,
    SCHEMES,
)
from city.loading.writing import Rule, Tally, Wanted
from designations.models import Checklist, Designation, Submission
from diagnoses.models import Diagnosis, Instrument
from foundation.models import WorkdayException, WorkdayYear
from ratings.models import Evaluation, Scheme, ScoreSheet
from subsidies.models import Period
from subsidies.models import Rule as SubsidyRule


@dataclass(frozen=True)
class Table:
    """One step of the load: a file's lines become rows of one model."""

    file: str
    rule: Rule
    build: Build = plain

    def wanted(self, book: Book, tally: Tally) -> Iterator[Wanted]:
        """What the lines want, each with its number."""
        for row in book.rows[self.file]:
            for values in self.build(self.rule, row, book, tally):
                yield Wanted(row.line, values)


NAMES = ("name_zh", "name_en")

SHIPPED = (
    Table(
        CALENDAR,
        Rule(WorkdayYear, ("year",), founded=("source",)),
        building.holiday_year,
    ),
    Table(CALENDAR, Rule(WorkdayException, ("day",), (), ("is_work", "year_id"))),
    Table(
        INSTRUMENTS,
        Rule(
            Instrument,
            ("slug",),
            (*NAMES, "valid_from", "content"),
            users=((Diagnosis, "instrument_id"),),
        ),
        version("content"),
    ),
    Table(
        SCHEMES,
        Rule(
            Scheme,
            ("slug",),
            (*NAMES, "valid_from", "body"),
            users=(
                (ScoreSheet, "scheme_id"),
                (Evaluation, "scheme_id"),
                (Period, "scheme_id"),
            ),
        ),
        version("body"),
    ),
    Table(
        RULES,
        Rule(
            SubsidyRule,
            ("slug",),
            (*NAMES, "valid_from", "body"),
            users=((Period, "rule_id"),),
        ),
        version("body"),
    ),
    Table(
        CHECKLISTS,
        Rule(
            Checklist,
            ("slug",),
            (*NAMES, "valid_from", "body"),
            users=((Designation, "checklist_id"), (Submission, "checklist_id")),
        ),
        version("body"),
    ),
)
