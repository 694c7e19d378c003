"""Texts that PostgreSQL keeps a plan of, asked by libpq's own call and no cursor.

Psycopg's cursor can do much that a prepared question needs nothing of, for a quarter
of what the question costs the web process (ADR 18). What values and rows are is
psycopg's to say here, too.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.errors import (
    FeatureNotSupported,
    InvalidSqlStatementName,
    error_from_result,
)
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.types.numeric import Int8BinaryDumper

AS_IT_IS = [PyFormat.AUTO]
# A column has another type by now, or somebody made PostgreSQL forget its plans.
GONE = (FeatureNotSupported, InvalidSqlStatementName)
DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class Asking:
    """The kept texts of one connection; each is prepared when it is first asked.

    It is what psycopg calls a context: its `connection` and `adapters` say how values
    go there and come back. Numbers go as bigint, whatever their size, or each text
    would have a plan for small keys and others for large ones.
    """

    def __init__(self, link: Connection[Any]) -> None:
        self.connection, self.adapters = link, AdaptersMap(link.adapters)
        self.adapters.register_dumper(int, Int8BinaryDumper)
        self._names: dict[tuple[bytes, tuple[int, ...] | None], bytes] = {}
        self._new_name = map("ask_{}".format, count(1)).__next__

    def __call__(self, sql: bytes, values: Sequence[Any]) -> "Answer":
        """The answer. Raises what psycopg's cursor would."""
        link, pgconn = self.connection, self.connection.pgconn
        if not link.autocommit and pgconn.transaction_status == TransactionStatus.IDLE:
            self._done(pgconn.exec_(b"BEGIN"))
        rows: Any = Transformer(self)
        given = rows.dump_sequence(values, AS_IT_IS * len(values))
        key = sql, rows.types
        name = self._names.get(key)
        if name is None:
            name = self._new_name().encode()
            self._done(pgconn.prepare(name, sql, rows.types))
            self._names[key] = name
        result = self._done(pgconn.exec_prepared(name, given, rows.formats))
        rows.set_pgresult(result)
        return Answer(rows, result)

    def _done(self, result: Any) -> Any:
        if result.status in DONE:
            return result
        if self.connection.pgconn.status != ConnStatus.OK:
            raise OperationalError(result.get_error_message())
        error = error_from_result(result)
        if isinstance(error, GONE):
            self._names.clear()
        raise error


class Answer:
    """What came back; `rowcount` as of a cursor."""

    def __init__(self, rows: Any, result: Any) -> None:
        self._rows, self._result = rows, result

    @property
    def rowcount(self) -> int:
        """How many rows were found, written or changed."""
        return int(self._result.command_tuples or 0)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        found: list[tuple[Any, ...]] = self._rows.load_rows(
            0, self._result.ntuples, tuple
        )
        return found

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        return next(iter(self.fetchall()), None)
