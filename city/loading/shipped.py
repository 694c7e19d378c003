"""The rules shipped by other packages: calendar, instruments, schemes, subsidies."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from city.loading.sheets import Book, Row
from designations.models import Checklist
from diagnoses.instruments import shipped_instruments
from diagnoses.models import Instrument
from foundation import workdays
from foundation.json_files import InputError, quoted, read_json
from foundation.models import WorkdayException
from foundation.workdays import TableError, parse_day, parse_year
from ratings.models import Scheme
from subsidies.models import Rule
from subsidies.what_if import parse_rule

CALENDAR = "workdays.csv"
INSTRUMENTS = "instruments"
SCHEMES = "schemes.json"
RULES = "rules.json"
CHECKLISTS = "checklists.json"

HEADER = ("slug", "name_zh", "name_en", "valid_from")
SCHEME_PARTS = ("indicators", "factors", "grades", "min_accepted")
LINE = re.compile(r"^(line \d+): ", re.ASCII)

Body = Callable[[Mapping[str, Any]], Any]


def read_shipped(book: Book) -> None:
    """Add the shipped rules to the book, or what is wrong with them."""
    _read_calendar(book)
    book.open(INSTRUMENTS, Instrument)
    for file in shipped_instruments().values():
        for number, content in enumerate(_read(book, file), start=1):
            _add(book, INSTRUMENTS, Instrument, number, _instrument(content), _whole)
    _read_versions(book, SCHEMES, Scheme, _scheme_body)
    _read_versions(book, RULES, Rule, _rule_body)
    _read_versions(book, CHECKLISTS, Checklist, _checklist_body)


def _read_calendar(book: Book) -> None:
    try:
        days = parse_year(workdays.SHIPPED.read_text(encoding="utf-8"))
    except TableError as fault:
        lines = (LINE.sub(r"\1, ", str(error)) for error in fault.errors)
        book.errors += [f"{CALENDAR} {line}" for line in lines]
        return
    for line, day in enumerate(days, start=2):
        cells = {
            "year": day.year,
            "day": day.day,
            "is_work": day.kind == "work",
            "name_zh": day.name_zh,
        }
        book.add(CALENDAR, WorkdayException, Row(line, cells), day.day)


def _read_versions(book: Book, file: str, model: type[Model], body: Body) -> None:
    """Every dated version in one app's file of them."""
    book.open(file, model)
    app = apps.get_app_config(model._meta.app_label)
    entries = _read(book, Path(app.path) / "data" / file)
    for number, entry in enumerate(entries, start=1):
        _add(book, file, model, number, entry, body)


def _read(book: Book, file: Path) -> list[Any]:
    """The entries of a file; one that holds no list is one entry."""
    try:
        found = read_json(file)
    except InputError as fault:
        book.errors += fault.errors
        return []
    return found if isinstance(found, list) else [found]


def _add(
    book: Book, file: str, model: type[Model], number: int, entry: Any, body: Body
) -> None:
    """Enter one version: its header and its body, checked."""
    where = f"{file} entry {number}"
    try:
        cells = {name: _text(entry, name) for name in HEADER}
        cells["valid_from"] = parse_day(cells["valid_from"])
        cells["body"] = body(entry)
    except InputError as fault:
        book.errors += [f"{where}, {error}" for error in fault.errors]
    except ValueError as fault:
        book.errors.append(f"{where}, valid_from: {fault}")
    else:
        book.add(file, model, Row(number, cells), cells["slug"])


def _text(entry: Any, name: str) -> Any:
    found = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise InputError([f"{name}: {quoted(found)} is no text"])
    return found


def _instrument(content: Any) -> Any:
    """An instrument names itself by id, zh and en."""
    if not isinstance(content, dict):
        return content
    named = {"slug": "id", "name_zh": "zh", "name_en": "en"}
    return content | {ours: content.get(theirs) for ours, theirs in named.items()}


def _whole(entry: Mapping[str, Any]) -> Any:
    return {key: value for key, value in entry.items() if key not in HEADER[:3]}


def _scheme_body(entry: Mapping[str, Any]) -> Any:
    missing = [part for part in SCHEME_PARTS if part not in entry]
    if missing:
        raise InputError(f"{part}: missing" for part in missing)
    return {key: value for key, value in entry.items() if key not in HEADER}


def _rule_body(entry: Mapping[str, Any]) -> Any:
    parse_rule(entry.get("rule"))
    return entry["rule"]


def _checklist_body(entry: Mapping[str, Any]) -> Any:
    if not isinstance(entry.get("points"), list) or not entry["points"]:
        raise InputError(["points: missing"])
    return {key: value for key, value in entry.items() if key not in HEADER}
