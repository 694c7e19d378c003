"""The database wrapper that the setting ENGINE names."""

import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base
from psycopg import RawCursor


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
        """Besides, the one cursor of `ask`."""
        super().init_connection_state()
        self._asking = RawCursor(self.connection)

    def ask(self, sql: bytes, values: Sequence[Any]) -> Any:
        """Carry out a text whose places are $1, $2, …; the cursor with the answer.

        PostgreSQL gets the values beside the text, not in it, and so keeps the plan.
        The cursor serves all such texts of the connection, each read before the next.
        Where somebody looks on (a test that counts), it is one of Django's.
        """
        self.close_if_health_check_failed()  # before: the cursor belongs to a link
        self.ensure_connection()
        if self.queries_logged or self.execute_wrappers:
            watched: Any = self._prepare_cursor(RawCursor(self.connection))  # type: ignore[attr-defined]
            watched.execute(sql.decode(), values)
            return watched
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            return self._asking.execute(sql, values)
