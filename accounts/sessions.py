"""Sessions in the database, whose question every page asks."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from foundation.prepared import Given, prepared


class SessionStore(DatabaseStore):
    """Django's own, with its one question prepared."""

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()  # noqa: TID251 - Django dates sessions by it, too
        found: Session | None = _session.first(key=self.session_key, now=now)
        if found is None:
            self._session_key = None
        return found


@prepared
def _session() -> QuerySet[Session]:
    """The session of a key, while it lasts."""
    rows = Session.objects.filter(session_key=Given("key"))
    return rows.filter(expire_date__gt=Given("now"))[:1]
