"""Questions to the database whose SQL is written once and asked again and again.

Django writes the SQL of a queryset anew every time it is read. For the few questions
that every page or every step asks, this costs more than the database's answer does
(docs/performance.md), so they are kept written:

    @prepared
    def _terms():
        return Term.objects.filter(key=Given("key"), valid_from__lte=Given("day"))[:1]

    term = _terms.first(key="review", day=today)

The queryset says what is asked, as anywhere else; `Given` stands where a value will be.
Arguments of the function, where it has any, are part of the text (a role, a model): one
text is kept for each.
"""

from collections.abc import Callable, Hashable
from copy import copy
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet

__all__ = ["Given", "Prepared", "prepared"]


class Given(Expression):
    """A value that is known when the question is asked, by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """One placeholder, which carries the name until the value comes."""
        return "%s", [self]


class Prepared:
    """A question; `write(*shape)` is its queryset, with `Given` for the values."""

    def __init__(self, write: Callable[..., QuerySet[Any]]) -> None:
        self._write = write
        self._texts: dict[tuple[Hashable, ...], _Text] = {}

    def all(self, *shape: Hashable, **values: Any) -> list[Any]:
        """The rows. Raises KeyError for a value that is not given."""
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *shape)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = _Text(self._write(*shape), connection)
        return text.ask(connection, values)

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row, or None. The question should ask for one row (`[:1]`)."""
        return next(iter(self.all(*shape, **values)), None)


def prepared(write: Callable[..., QuerySet[Any]]) -> Prepared:
    """Keep the SQL of the queryset that the function returns."""
    return Prepared(write)


class _Text:
    """One text for one kind of database, shared by all threads."""

    def __init__(self, rows: QuerySet[Any], connection: Any) -> None:
        self.rows, self.sql = rows, ""
        self.params: tuple[Any, ...] = ()
        self.compiler = rows.query.get_compiler(connection=connection)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.compiler = None  # nobody need be asked: there is no such row

    def ask(self, connection: Any, values: dict[str, Any]) -> list[Any]:
        """The rows for these values, made as a queryset makes them."""
        if self.compiler is None:
            return []
        params = tuple(
            _as_kept(values[one.name], connection) if isinstance(one, Given) else one
            for one in self.params
        )
        compiler = copy(self.compiler)
        compiler.connection, compiler.using = connection, DEFAULT_DB_ALIAS
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        query = copy(self.rows.query)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        asked = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            query=query,
            model=self.rows.model,
            _fields=self.rows._fields,
            _known_related_objects=self.rows._known_related_objects,
        )
        return list(self.rows._iterable_class(asked))


def _as_kept(value: Any, connection: Any) -> Any:
    """Moments and days as the database writes them, a row by its key."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value.pk if isinstance(value, Model) else value
