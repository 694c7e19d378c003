"""The database wrapper that the setting ENGINE names."""

import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base
from psycopg import RawCursor
from psycopg.pq import TransactionStatus

from foundation.postgresql.asking import Asking

IDLE = TransactionStatus.IDLE


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with a cheaper question before a request uses a kept connection."""

    def is_usable(self) -> bool:
        """Whether the server is still there.

        A server that ended, or cut the connection, has closed its end of the socket,
        which then is readable, while one that waits for us is silent. So only where
        there is something to read the database is asked (a fifth of the time of the
        page of free times went into that question before every request).
        """
        poll = select.poll()
        try:
            poll.register(self.connection.fileno(), select.POLLIN)
        except self.Database.Error:  # closed on our side
            return False
        return not poll.poll(0) or bool(super().is_usable())

    def init_connection_state(self) -> None:
        """Besides, what `ask` keeps."""
        super().init_connection_state()
        self._asking = Asking(self.connection)
        self._is_watched = self.queries_logged

    def ask(self, sql: bytes, values: Sequence[Any]) -> Any:
        """Carry out a text whose places are $1, $2, …; the cursor with the answer.

        PostgreSQL gets the values beside the text, not in it, and so keeps the plan.
        Where somebody looks on (a test that counts), it is a cursor of Django's.
        """
        self.close_if_health_check_failed()  # before: what is kept belongs to a link
        if self.connection is None:
            self.connect()
        if self._is_watched or self.force_debug_cursor or self.execute_wrappers:
            watched: Any = self._prepare_cursor(RawCursor(self.connection))  # type: ignore[attr-defined]
            watched.execute(sql.decode(), values)
            return watched
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self._asking(sql, values)

    def ask_alone(self, sql: bytes, values: Sequence[Any]) -> Any:
        """As `ask`, of what is a transaction of its own for PostgreSQL, if it can be.

        Two trips less, and locks that are held no longer than PostgreSQL needs. After
        another statement of the same transaction, or within a savepoint, it is `ask`.
        """
        link = self.connection
        if self.savepoint_ids or link.info.transaction_status != IDLE:
            return self.ask(sql, values)
        with self.wrap_database_errors:
            link.autocommit = True
        try:
            return self.ask(sql, values)
        finally:
            if not link.closed:
                link.autocommit = False
