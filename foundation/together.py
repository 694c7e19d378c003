"""New rows of one deed, written down in one statement.

Where a deed writes many rows, each INSERT is a question of its own, written anew each
time (docs/performance.md). Within

    with together(Booking, Process, Task):
        put(booking)
        ...
        write()

a row that is put has its key at once and is written with all others where `write` is
called; on SQLite, which cannot have several in one statement, one after the other.
Outside of such a block `put` writes at once. So what makes rows need not know which.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from foundation.prepared import numbered, planned_once

_open: ContextVar["_Rows | None"] = ContextVar("together", default=None)


@contextmanager
def together(*models: type[Model]) -> Iterator[None]:
    """Rows put within are written together.

    `models`: of which rows the key is needed before they are written, one for each
    such row; the database gives the others theirs. Raises IntegrityError where the
    database refuses, in `write` or at the end.
    """
    token = _open.set(_Rows(models))
    try:
        yield
        write()
    finally:
        _open.reset(token)


def put(*rows: Model) -> None:
    """Write new rows of one model: at once, or with those of the block they are in."""
    block = _open.get()
    if block is not None:
        block.put(rows)
    elif rows:
        type(rows[0])._default_manager.bulk_create(rows)


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

    def put(self, rows: tuple[Model, ...]) -> None:
        """Each row gets its key where one was asked for."""
        if self._keys is None:
            self._keys = _new_keys(self._models)
        for row in rows:
            own = self._keys.get(row._meta.db_table)
            if own:
                row.pk = own.pop(0)
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
            self._waiting.append(row)

    def write(self) -> None:
        """In the order in which they were put."""
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        for row in rows:  # a row it belongs to may have got its key meanwhile
            row._prepare_related_fields_for_save("save")  # type: ignore[attr-defined]
        connection = connections[DEFAULT_DB_ALIAS]
        inserts = [_insert(type(row), row.pk is not None) for row in rows]
        values = [
            [
                field.get_db_prep_save(field.pre_save(row, True), connection)
                for field in fields
            ]
            for row, (_text, fields) in zip(rows, inserts, strict=True)
        ]
        texts = [text for text, _fields in inserts]
        with planned_once(connection), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(_as_one(tuple(texts)), [*chain.from_iterable(values)])
                return
            for text, own in zip(texts, values, strict=True):
                cursor.execute(text, own)


@cache
def _insert(model: type[Model], with_key: bool) -> tuple[str, list[Any]]:
    """The text that writes one row, and the fields whose values it takes."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if with_key or not field.primary_key
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({columns}) VALUES ({places})', fields  # noqa: S608 - names of ours


@cache
def _as_one(texts: tuple[str, ...]) -> str:
    """Several of them as one statement of PostgreSQL."""
    *others, last = texts
    named = ", ".join(f"w{n} AS ({text})" for n, text in enumerate(others))
    sql = f"WITH {named} {last}" if named else last
    return numbered(sql, connections[DEFAULT_DB_ALIAS])


def _new_keys(models: tuple[type[Model], ...]) -> dict[str, list[int]]:
    """Keys nobody else gets, by table.

    PostgreSQL counts them; on SQLite, whose transaction is the only one that writes,
    the next ones are known.
    """
    if not models:
        return {}
    tables = [model._meta.db_table for model in models]
    connection = connections[DEFAULT_DB_ALIAS]
    with planned_once(connection), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_next_values(tuple(tables)))
            found = list(cursor.fetchone())
        else:
            places = ", ".join(["%s"] * len(tables))
            cursor.execute(
                "SELECT name, seq FROM sqlite_sequence "  # noqa: S608 - only places
                f"WHERE name IN ({places})",
                tables,
            )
            last = dict(cursor.fetchall())
            found = [
                last.get(table, 0) + 1 + tables[:n].count(table)
                for n, table in enumerate(tables)
            ]
    keys: dict[str, list[int]] = defaultdict(list)
    for table, key in zip(tables, found, strict=True):
        keys[table].append(key)
    return keys


@cache
def _next_values(tables: tuple[str, ...]) -> str:
    """One key for each of the tables, named as often as keys are needed."""
    return "SELECT " + ", ".join(
        f"nextval(pg_get_serial_sequence('\"{table}\"', 'id'))" for table in tables
    )
