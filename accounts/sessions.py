"""Sessions in the database, whose question every page asks.

Who is signed in, and in which roles, is read with the session in one question. Django
asks for both in turn (session, then `get_user` of the backend), so the store keeps the
person it found, and the backend takes it from there while the request's is asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Membership, Session, User
from foundation import clock
from foundation.prepared import Given, prepared

_asked: ContextVar["SessionStore | None"] = ContextVar("asked", default=None)


class SessionStore(DatabaseStore):
    """Django's own, with its one question prepared; `person` = whose session it is."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Sessions that know whose they are."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row, with the person who signed in."""
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()  # noqa: TID251 - Django dates sessions by it, too
        of = {"key": self.session_key, "now": now}
        rows: list[Any] = _signed_in.all(day=clock.today(), **of)
        if rows:
            self.person = User.with_roles(rows)
            kept = {"session_data": rows[0].data, "expire_date": rows[0].until}
            return Session(pk=self.session_key, **kept)
        found: Session | None = _session.first(**of)
        if found is None:
            self._session_key = None
        return found

    @contextmanager
    def asked(self) -> Iterator[Self]:
        """Within, `known` knows the person of this session."""
        token = _asked.set(self)
        try:
            yield self
        finally:
            _asked.reset(token)


def known(key: int) -> User | None:
    """The person of that key, with roles, where their session is just asked about."""
    store = _asked.get()
    person = store.person if store is not None else None
    return person if person is not None and person.pk == key else None


@prepared
def _signed_in() -> Any:
    """A session that lasts, with the roles of its person on a day, the oldest first."""
    rows = Membership.objects.acting(Given("day")).filter(
        user__sessions__session_key=Given("key"),
        user__sessions__expire_date__gt=Given("now"),
    )
    return rows.annotate(
        data=F("user__sessions__session_data"), until=F("user__sessions__expire_date")
    )


@prepared
def _session() -> QuerySet[Session]:
    """The session of a key, while it lasts, of nobody or of somebody without roles."""
    rows = Session.objects.filter(session_key=Given("key"))
    return rows.filter(expire_date__gt=Given("now"))[:1]
