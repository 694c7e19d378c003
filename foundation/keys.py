"""Keys of rows that are not written yet."""

from collections import defaultdict
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from foundation.prepared import ask, numbered


def new_keys(models: tuple[type[Model], ...]) -> dict[str, list[int]]:
    """Keys nobody else gets, by table.

    PostgreSQL counts them; on SQLite, whose transaction is the only one that writes,
    the next ones are known.
    """
    if not models:
        return {}
    tables = [model._meta.db_table for model in models]
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        found = list(connection.ask_alone(_next_values(tuple(tables)), []).fetchone())
    else:
        places = ", ".join(["%s"] * len(tables))
        sql = f"SELECT name, seq FROM sqlite_sequence WHERE name IN ({places})"  # noqa: S608 - only places
        last = dict(ask(connection, numbered(sql, connection), tables).fetchall())
        found = [
            last.get(table, 0) + 1 + tables[:n].count(table)
            for n, table in enumerate(tables)
        ]
    keys: dict[str, list[int]] = defaultdict(list)
    for table, key in zip(tables, found, strict=True):
        keys[table].append(key)
    return keys


@cache
def _next_values(tables: tuple[str, ...]) -> Any:
    """One key for each of the tables, named as often as keys are needed."""
    connection = connections[DEFAULT_DB_ALIAS]
    named = {table: _sequence_of(table) for table in set(tables)}
    keys = ", ".join(f"nextval('{named[table]}')" for table in tables)
    return numbered(f"SELECT {keys}", connection)


def _sequence_of(table: str) -> str:
    """What counts a table's keys, by name: asked for once, not with every key."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f'"{table}"'])
        return str(cursor.fetchone()[0])
