"""Reads tables of text into checked rows; every fault names file, line and field."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import ForeignKey, Model

from city.loading.cells import Parse, of_field, text
from foundation.json_files import quoted

REQUIRED: Any = object()
PLACEHOLDER = re.compile(r"\{[^}]*\}")
YEAR = re.compile(r"\{Y([+-]\d)?\}", re.ASCII)
LONGEST_KEY = 80

Check = Callable[["Row", "Book"], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Column:
    """One column: how its cells are read, and which other table's key they name.

    `empty` is what an empty cell means; REQUIRED refuses it.
    """

    name: str
    parse: Parse
    empty: Any = REQUIRED
    names: type[Model] | None = None


@dataclass(frozen=True)
class Sheet:
    """One file: its columns in order, and the sets of them that may not repeat.

    The first of `unique` is the key by which other tables name a row of the model.
    `check` says what is wrong with a row whose cells are all readable.
    """

    file: str
    model: type[Model] | None
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    check: Check | None = None


@dataclass(frozen=True)
class Row:
    """The readable cells of one line."""

    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]

    def key(self, names: tuple[str, ...]) -> Any:
        """These columns' values, bare when it is one; None where one is unread."""
        if any(name not in self.cells for name in names):
            return None
        values = tuple(self.cells[name] for name in names)
        return values[0] if len(values) == 1 else values


@dataclass
class Book:
    """Everything read: rows by file, keys and file by model, and what is wrong."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[type[Model], set[Any]] = field(default_factory=lambda: defaultdict(set))
    files: dict[type[Model], str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def open(self, file: str, model: type[Model] | None) -> None:
        """Say which file holds the model's rows."""
        if model is not None:
            self.files[model] = file

    def add(self, file: str, model: type[Model] | None, row: "Row", key: Any) -> None:
        """Enter a row under the key by which others name it."""
        self.rows[file].append(row)
        if model is not None:
            self.keys[model].add(key)

    def stranger(self, model: type[Model], key: Any) -> str:
        """Why `key` names no row of the model; '' when it does, or nobody can say."""
        file = self.files[model]
        if key in self.keys[model] or file in self.unread:
            return ""
        return f"no {key} in {file}"

    def refuse(self, file: str, reason: str, line: int = 0) -> None:
        """Note that the file as a whole, or from this line on, cannot be read."""
        self.unread.add(file)
        self.errors.append(
            f"{file} line {line}: {reason}" if line else f"{file}: {reason}"
        )

    def fault(self, file: str, line: int, name: str, reason: object) -> None:
        """Note that this field of this line is wrong."""
        self.errors.append(f"{file} line {line}, {name}: {reason}")


def columns_of(model: type[Model], *names: str) -> tuple[Column, ...]:
    """Columns named and read like the model's fields; a foreign key names a row."""
    return tuple(_column(model, name) for name in names)


def read_sheets(book: Book, folder: Path, sheets: Iterable[Sheet], year: int) -> None:
    """Read all files of the folder into the book, then check what lies across them."""
    sheets = tuple(sheets)
    for sheet in sheets:
        book.open(sheet.file, sheet.model)
        for row in _lines(book, folder, sheet, year):
            book.add(sheet.file, sheet.model, row, row.key(sheet.unique[0]))
    for sheet in sheets:
        _check_repeats(book, sheet)
        for row in book.rows[sheet.file]:
            _check_row(book, sheet, row)


def _column(model: type[Model], name: str) -> Column:
    found = model._meta.get_field(name)
    empty = REQUIRED
    if getattr(found, "null", False):
        empty = None
    elif getattr(found, "blank", False):
        empty = ""
    if isinstance(found, ForeignKey):
        return Column(name, text(LONGEST_KEY), empty, found.related_model)
    return Column(name, of_field(found), empty)


def _lines(book: Book, folder: Path, sheet: Sheet, year: int) -> Iterator[Row]:
    try:
        content = (folder / sheet.file).read_text(encoding="utf-8-sig")
    except OSError as fault:
        book.refuse(sheet.file, fault.strerror or str(fault))
        return
    except UnicodeDecodeError:
        book.refuse(sheet.file, "not a UTF-8 text file")
        return
    reader = csv.reader(content.splitlines(keepends=True), strict=True)
    try:
        yield from _rows(book, sheet, reader, year)
    except csv.Error as fault:
        book.refuse(sheet.file, str(fault), reader.line_num)


def _rows(book: Book, sheet: Sheet, reader: Any, year: int) -> Iterator[Row]:
    wanted = [column.name for column in sheet.columns]
    if next(reader, []) != wanted:
        book.refuse(sheet.file, f"the columns must be {','.join(wanted)}", 1)
        return
    for cells in reader:
        line = reader.line_num
        if not cells:
            continue
        if len(cells) != len(wanted):
            count = f"{len(wanted)} cells expected, {len(cells)} found"
            book.errors.append(f"{sheet.file} line {line}: {count}")
            continue
        yield Row(line, dict(_cells(book, sheet, line, cells, year)))


def _cells(
    book: Book, sheet: Sheet, line: int, cells: list[str], year: int
) -> Iterator[tuple[str, Any]]:
    for column, cell in zip(sheet.columns, cells, strict=True):
        try:
            yield column.name, _value(column, cell, year)
        except ValueError as fault:
            book.fault(sheet.file, line, column.name, fault)


def _value(column: Column, cell: str, year: int) -> Any:
    written = PLACEHOLDER.sub(lambda found: _year(found.group(), year), cell.strip())
    if written:
        return column.parse(written)
    if column.empty is REQUIRED:
        raise ValueError("empty")
    return column.empty


def _year(placeholder: str, year: int) -> str:
    found = YEAR.fullmatch(placeholder)
    if found is None:
        raise ValueError(f"{quoted(placeholder)} is not a year like {{Y}} or {{Y-1}}")
    return str(year + int(found.group(1) or 0))


def _check_repeats(book: Book, sheet: Sheet) -> None:
    for names in sheet.unique:
        first: dict[Any, int] = {}
        for row in book.rows[sheet.file]:
            key = row.key(names)
            if key in first:
                reason = f"already on line {first[key]}"
                book.fault(sheet.file, row.line, "+".join(names), reason)
            elif key is not None:
                first[key] = row.line


def _check_row(book: Book, sheet: Sheet, row: Row) -> None:
    for column in sheet.columns:
        for reason in _strangers(book, column, row.cells.get(column.name)):
            book.fault(sheet.file, row.line, column.name, reason)
    if sheet.check is not None and len(row.cells) == len(sheet.columns):
        for name, reason in sheet.check(row, book):
            book.fault(sheet.file, row.line, name, reason)


def _strangers(book: Book, column: Column, value: Any) -> list[str]:
    """Why each key in the cell that names no row does not."""
    if column.names is None or value is None:
        return []
    keys = value if isinstance(value, tuple) else (value,)
    reasons = (book.stranger(column.names, key) for key in keys)
    return [reason for reason in reasons if reason]
