"""The database wrapper that the setting ENGINE names."""

import select

from django.db.backends.postgresql import base


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
