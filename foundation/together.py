"""New rows and conditional changes of one deed, written down in one statement.

Where a deed writes many rows, each INSERT is a question of its own, written anew each
time (docs/performance.md). Within

    with together(Booking, Process, Task):
        put(booking)
        ...
        change(_one_place, slot=slot)

a row that is put has its key at once and is written with all others at the end of the
block, or where `write` is called; on SQLite, which cannot have several in one
statement, one after the other. The block is a transaction, and where PostgreSQL gets
no more than its one statement, that statement is. Outside of a block `put` and `change`
write at once. So what makes rows need not know which.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from itertools import chain, groupby
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import DEFAULT_DB_ALIAS, DataError, connections, transaction
from django.db.models import Field, ForeignKey, Model

from foundation.keys import new_keys
from foundation.prepared import Later, PreparedChange, ask, numbered

_open: ContextVar["_Rows | None"] = ContextVar("together", default=None)

DIVISION_BY_ZERO = "22012"  # PostgreSQL's name of what `_as_one` provokes


class NoneLeft(Exception):
    """A change found no row to change; nothing of its block is written."""


@contextmanager
def together(*models: type[Model]) -> Iterator[None]:
    """Rows put within are written together.

    `models`: of which rows the key is needed before they are written, one for each
    such row; the database gives the others theirs. Raises IntegrityError where the
    database refuses, NoneLeft where a change finds no row, in `write` or at the end.
    """
    block = _Rows(models)
    with transaction.atomic():
        token = _open.set(block)
        try:
            yield
            block.write(last=True)
        finally:
            _open.reset(token)


def put(*rows: Model) -> None:
    """Write new rows of one model: at once, or with those of the block they are in."""
    block = _open.get()
    if block is not None:
        block.put(rows)
    elif rows:
        type(rows[0])._default_manager.bulk_create(rows)


def change(own: PreparedChange, **values: Any) -> None:
    """Carry out a change: at once, or with the rows of the block, before them.

    It must not concern a row that is written with it. Changes take their locks in the
    order in which they are asked for. Raises NoneLeft where there is no such row.
    """
    block = _open.get()
    if block is not None:
        block.changes.append((own, values))
    elif not own.count(**values):
        raise NoneLeft


def write() -> None:
    """Write what was put so far; nothing outside of a block.

    Before a question that must find the rows, and before a lock others wait for.
    """
    block = _open.get()
    if block is not None:
        block.write()


class _Rows:
    """What was put and is not written yet, and the keys kept for what will be."""

    def __init__(self, models: tuple[type[Model], ...]) -> None:
        self._models = models
        self._keys: dict[str, list[int]] | None = None
        self._waiting: list[Model] = []
        self.changes: list[tuple[PreparedChange, dict[str, Any]]] = []

    def put(self, rows: tuple[Model, ...]) -> None:
        """Each row gets its key where one was asked for."""
        if self._keys is None:
            self._keys = new_keys(self._models)
        for row in rows:
            own = self._keys.get(row._meta.db_table)
            if own:
                row.pk = own.pop(0)
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
            self._waiting.append(row)

    def write(self, *, last: bool = False) -> None:
        """Changes first, rows in the order in which they were put.

        `last`: nothing comes after it in the transaction.
        """
        rows, self._waiting = self._waiting, []
        changes, self.changes = self.changes, []
        connection: Any = connections[DEFAULT_DB_ALIAS]
        for row in rows:
            _know_keys(row)
        inserts = [
            _insert_of(shape, list(own), connection)
            for shape, own in groupby(rows, lambda row: (type(row), row.pk is not None))
        ]
        if connection.vendor == "postgresql":
            how = connection.ask_alone if last else connection.ask
            _write_as_one(inserts, changes, connection, how)
            return
        if not all(own.count(**values) for own, values in changes):
            raise NoneLeft
        for text, values in inserts:
            ask(connection, _numbered(text), values)


@cache
def _numbered(text: str) -> Any:
    return numbered(text, connections[DEFAULT_DB_ALIAS])


def _know_keys(row: Any) -> None:
    """A row it belongs to may have got its key meanwhile; ValueError where not."""
    facts, cached = vars(row), row._state.fields_cache
    model: type[Model] = type(row)
    if any(
        facts[column] is None and cached.get(name) is not None
        for name, column in _links(model)
    ):
        row._prepare_related_fields_for_save("save")


@cache
def _links(model: type[Model]) -> list[tuple[str, str]]:
    """The name of each row that a row belongs to, and the column of its key."""
    own, generic = model._meta.concrete_fields, model._meta.private_fields
    return [(one.name, one.attname) for one in own if one.is_relation] + [
        (one.name, one.fk_field) for one in generic if type(one) is GenericForeignKey
    ]


def _insert_of(
    shape: tuple[type[Model], bool], rows: list[Model], connection: Any
) -> tuple[str, list[Any]]:
    """The text that writes rows of one model, and its values."""
    values = _values(rows, connection)
    later = {n: value for n, value in enumerate(values) if type(value) is Later}
    places = []
    for n, value in reversed(later.items()):
        text, values[n : n + 1] = value.own.within(connection, value.given)
        places.append((n, text))
    return _insert(*shape, len(rows), tuple(places)), values


def _values(rows: list[Model], connection: Any) -> list[Any]:
    """What the columns of rows of one model get; a field is asked where it may differ.

    (Of 117 values of a booking 22 differ; to ask for all was a sixth of its calls.)
    """
    fields = _fields(type(rows[0]), rows[0].pk is not None, connection.vendor)
    return [
        value
        if type(value := facts.get(field.attname)) in kept
        else field.get_db_prep_save(field.pre_save(row, True), connection)
        for row, facts in ((row, vars(row)) for row in rows)
        for field, kept in fields
    ]


def _write_as_one(inserts: Any, changes: Any, connection: Any, how: Any) -> None:
    """All of it in one statement of PostgreSQL; `how` it is asked."""
    if not inserts and not changes:
        return
    texts = tuple(text for text, _values in inserts)
    values = [*chain.from_iterable(own for _text, own in inserts)]
    for own, given in changes:
        values += own.values(connection, given)
    try:
        how(_as_one(texts, tuple(own for own, _given in changes)), values)
    except DataError as error:
        if getattr(error.__cause__, "sqlstate", "") == DIVISION_BY_ZERO:
            raise NoneLeft from error
        raise


@cache
def _fields(
    model: type[Model], with_key: bool, vendor: str
) -> list[tuple[Any, frozenset[type]]]:
    """The fields whose values a new row takes, each with what it keeps as it is."""
    kept = KEPT | (KEPT_BY_POSTGRESQL if vendor == "postgresql" else {})
    return [(own, _kept(own, kept)) for own in _columns(model, with_key)]


def _columns(model: type[Model], with_key: bool) -> list[Any]:
    """The fields of the columns that a new row fills."""
    fields = model._meta.concrete_fields
    return [own for own in fields if with_key or not own.primary_key]


KEPT: dict[str, type] = {
    "BigAutoField": int,
    "ForeignKey": int,
    "OneToOneField": int,
    "CharField": str,
    "TextField": str,
    "BooleanField": bool,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "SmallIntegerField": int,
}
KEPT_BY_POSTGRESQL: dict[str, type] = {
    "DateTimeField": datetime,  # every moment is one of the city's clock
}


def _kept(field: Any, kept: dict[str, type]) -> frozenset[type]:
    """Types of values that go from the row to the database as they are."""
    steps = ("pre_save", "get_prep_value", "get_db_prep_value", "get_db_prep_save")
    usual = {Field.__module__, ForeignKey.__module__}
    if any(getattr(type(field), step).__module__ not in usual for step in steps) or (
        getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ):
        return frozenset()
    nothing = type(None)
    return frozenset({nothing, kept.get(field.get_internal_type(), nothing)})


@cache
def _insert(
    model: type[Model], with_key: bool, count: int, asked: tuple[tuple[int, str], ...]
) -> str:
    """The text that writes so many rows; `asked`, what stands instead of a value."""
    columns = [f'"{field.column}"' for field in _columns(model, with_key)]
    places = ["%s"] * len(columns) * count
    for n, text in asked:
        places[n] = text
    wide = len(columns)
    rows = [places[n : n + wide] for n in range(0, len(places), wide)]
    return (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES '  # noqa: S608 - names of ours
        + ", ".join(f"({', '.join(row)})" for row in rows)
    )


@cache
def _as_one(texts: tuple[str, ...], changes: tuple[PreparedChange, ...]) -> Any:
    """The text of all of them; it fails where a change finds no row.

    SQL has no other way to undo a statement for that than what cannot be computed.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    parts = [(f"w{n}", text) for n, text in enumerate(texts)]
    parts += [
        (f"c{n}", f"{own.plain(connection)} RETURNING 1")
        for n, own in enumerate(changes)
    ]
    found = ", ".join(
        f"1 / (SELECT count(*) FROM c{n})"  # noqa: S608 - a number
        for n in range(len(changes))
    )
    last = f"SELECT {found}" if found else parts.pop()[1]
    named = ", ".join(f"{name} AS ({text})" for name, text in parts)
    return numbered(f"WITH {named} {last}" if named else last, connection)
