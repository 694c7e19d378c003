"""What the database is asked again and again, its SQL written once.

Django writes the SQL of a queryset anew every time, and PostgreSQL plans it anew. For
the few questions that every page or every step asks, both cost more than the answer
(docs/performance.md), so their text is kept, and with it PostgreSQL's plan:

    @prepared
    def _term():
        return Term.objects.filter(key=Given("key"), valid_from__lte=Given("day"))[:1]

    term = _term.first(key="review", day=today)

A queryset says what is asked, as anywhere else; `Given` stands where a value will be
(not for a list after `__in`; None equals no value, as in SQL). Arguments of the
function, where it has any, become part of the text (a role, a model), and one text is
kept for each: they must be few.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import UpdateQuery


class Given(Expression):
    """A value that is known when the question is asked, by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """One placeholder, which carries the name until the value comes."""
        return "%s", (self,)


class Prepared:
    """A question; `write(*shape)` is its queryset, with `Given` for the values."""

    def __init__(self, write: Callable[..., QuerySet[Any]]) -> None:
        self._text = cache(lambda _vendor, *shape: _Text(write(*shape)))

    def all(self, *shape: Hashable, **values: Any) -> list[Any]:
        """The rows, as the queryset makes them. Raises KeyError for a missing value."""
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._text(connection.vendor, *shape)
        if text.compiler is None:
            return []
        return [*text.iterable(text.asked(connection, values))]

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row, or None; the queryset should end in `[:1]`."""
        return next(iter(self.all(*shape, **values)), None)

    def later(self, **values: Any) -> "Later":
        """Its one value, for a column of a row that is written."""
        return Later(self, values)

    def within(
        self, connection: Any, given: dict[str, Any]
    ) -> tuple[str, tuple[Any, ...]]:
        """Text and values, to be written into a longer one."""
        text = self._text(connection.vendor)
        return f"({text.plain})", text.params(connection, given)


class Later(Expression):
    """A value that the database looks up while it writes a row."""

    def __init__(self, own: "Prepared", given: dict[str, Any]) -> None:
        super().__init__()
        self.own, self.given = own, given

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The question, where the value would stand."""
        return self.own.within(connection, self.given)


class PreparedChange:
    """A conditional UPDATE; `write()` is which rows, and the new value by column."""

    def __init__(
        self, write: Callable[[], tuple[QuerySet[Any], dict[str, Any]]]
    ) -> None:
        self._text = cache(lambda _vendor: _Text(*write()))

    def count(self, **values: Any) -> int:
        """Carry it out; how many rows there were. Raises KeyError like `Prepared`."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql = self._text(connection.vendor).sql
        return int(ask(connection, sql, self.values(connection, values)).rowcount)

    def plain(self, connection: Any) -> str:
        """Its text, to be written into a longer one."""
        return self._text(connection.vendor).plain

    def values(self, connection: Any, given: dict[str, Any]) -> tuple[Any, ...]:
        """The values in the order of the text. Raises KeyError like `Prepared`."""
        return self._text(connection.vendor).params(connection, given)


def prepared(write: Callable[..., QuerySet[Any]]) -> Prepared:
    """Keep the SQL of the queryset that the function returns."""
    return Prepared(write)


def prepared_change(
    write: Callable[[], tuple[QuerySet[Any], dict[str, Any]]],
) -> PreparedChange:
    """Keep the SQL of the change that the function returns."""
    return PreparedChange(write)


class _Text:
    """One text for one kind of database, shared by all threads."""

    def __init__(
        self, rows: QuerySet[Any], changes: dict[str, Any] | None = None
    ) -> None:
        self.rows, self.plain = rows, ""
        self.sql: Any = ""
        self.iterable: Any = rows._iterable_class
        self._params: tuple[Any, ...] = ()
        self.converters: dict[int, Any] = {}
        query: Any = rows.query
        if changes is not None:
            query = rows.order_by().query.chain(UpdateQuery)
            query.add_update_values(changes)
        self.compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            self.plain, self._params = self.compiler.as_sql()
            self.sql = numbered(self.plain, connections[DEFAULT_DB_ALIAS])
            if changes is None:
                own = [column for column, _sql, _alias in self.compiler.select]
                self.converters = self.compiler.get_converters(own)
        except EmptyResultSet:
            self.compiler = None  # nobody need be asked: there is no such row

    def params(self, connection: Any, values: dict[str, Any]) -> tuple[Any, ...]:
        """The values in the order of the text."""
        return tuple(
            _as_kept(values[one.name], connection) if isinstance(one, Given) else one
            for one in self._params
        )

    def asked(self, connection: Any, values: dict[str, Any]) -> "_Asked":
        """What makes rows takes this for the queryset; it need not write any SQL."""
        return _Asked(self, connection, self.params(connection, values))


class _Asked:
    """A queryset, its query and its compiler to what makes rows of an answer."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, text: _Text, connection: Any, params: tuple[Any, ...]) -> None:
        rows: Any = text.rows
        self.query, self.model, self._fields = self, rows.model, rows._fields
        self._known_related_objects = rows._known_related_objects
        self._text, self._connection, self._params = text, connection, params
        known = text.compiler
        self.select, self.klass_info = known.select, known.klass_info
        self.annotation_col_map = known.annotation_col_map
        self.selected = rows.query.selected
        self.extra_select: dict[str, Any] = {}
        self.values_select = rows.query.values_select
        self.annotation_select = rows.query.annotation_select

    def get_compiler(self, using: str) -> "_Asked":
        """The text is there."""
        return self

    def execute_sql(self, **_how: Any) -> list[Any]:
        """The answer."""
        found: list[Any] = ask(
            self._connection, self._text.sql, self._params
        ).fetchall()
        return found

    def results_iter(
        self, rows: list[Any] | None = None, tuple_expected: bool = False, **how: Any
    ) -> Iterator[Any]:
        """The answer, its values as the fields have them."""
        found: Any = self.execute_sql(**how) if rows is None else rows
        if self._text.converters:
            found = self._text.compiler.apply_converters(found, self._text.converters)
            if tuple_expected:
                found = map(tuple, found)
        return iter(found)


def numbered(sql: str, connection: Any) -> Any:
    """The text with its places as the database writes them: $1, $2, … or ?."""
    on_postgresql, places = connection.vendor == "postgresql", count(1)
    place = (lambda: f"${next(places)}") if on_postgresql else (lambda: "?")
    as_there = {"%s": place, "%%": lambda: "%"}
    text = re.sub("%[s%]", lambda found: as_there[found[0]](), sql)
    return text.encode() if on_postgresql else text


def ask(connection: Any, sql: Any, values: Sequence[Any]) -> Any:
    """Carry out a `numbered` text; the cursor with its answer, to be read at once.

    Not one of Django's, which would look for the places each time, unless somebody
    looks on (a test that counts).
    """
    if connection.vendor == "postgresql":
        return connection.ask(sql, values)
    if connection.queries_logged or connection.execute_wrappers:
        cursor = connection.cursor()
        cursor.execute(sql.replace("%", "%%").replace("?", "%s"), values)
        return cursor
    if connection.connection is None:
        connection.connect()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return connection.connection.execute(sql, values)


def _as_kept(value: Any, connection: Any) -> Any:
    """Moments and days as the database writes them, a row by its key."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value.pk if isinstance(value, Model) else value
