"""Which slots and bookings."""

from datetime import datetime
from typing import Any, Self

from django.db.models import Aggregate, F, Func, Q, TextField
from django.db.models.functions import JSONObject

from bookings.choices import ENDED, WITHDRAWN
from centers.choices import ServiceKind
from foundation.access.scoping import ScopedQuerySet


def open_at(at: datetime) -> Q:
    """A slot that takes bookings at that moment, if it has room."""
    return Q(is_closed=False, released_at__lte=at, bookable_until__gt=at)


def bookable_at(at: datetime) -> Q:
    """A slot that can be booked at that moment: the one availability question.

    Picker, submit, waiting list and interface all ask it; `availability.is_bookable`
    is the same rule for plain values.
    """
    return open_at(at) & Q(taken__lt=F("capacity"))


class JsonList(Aggregate):
    """All rows as the text of one JSON list, built by the database."""

    output_field = TextField()
    name = "json_list"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite's json_group_array; what a subquery hands on is text again."""
        template = "json_group_array(json(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL's json_agg, as text: Python need not read it."""
        template = "coalesce(json_agg(%(expressions)s)::text, '[]')"
        return self.as_sql(compiler, connection, template=template, **extra)


class IsoMoment(Func):
    """A moment as 2026-11-25T01:00:00Z."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Stored as text in UTC without a zone."""
        template = "replace(substr(%(expressions)s, 1, 19), ' ', 'T') || 'Z'"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """A moment of its own."""
        template = (
            "to_char(%(expressions)s at time zone 'UTC', "
            '\'YYYY-MM-DD"T"HH24:MI:SS"Z"\')'
        )
        return self.as_sql(compiler, connection, template=template, **extra)


class SlotQuerySet(ScopedQuerySet):
    """Questions about slots; on-site diagnoses unless another service is named."""

    def bookable(self, at: datetime, kind: str = ServiceKind.VISIT) -> Self:
        """Slots that can be booked now, the earliest first."""
        return self.filter(bookable_at(at), kind=kind).order_by("starts_at")

    def shown(self, at: datetime, kind: str = ServiceKind.VISIT) -> Self:
        """Slots a calendar shows: open for booking, full ones too."""
        return self.filter(open_at(at), kind=kind, capacity__gt=0).order_by("starts_at")

    def as_json(self, most: int = 5000) -> str:
        """The slots as a JSON list of {id, starts, ends, left}, in the order given."""
        row = JSONObject(
            id="pk",
            starts=IsoMoment("starts_at"),
            ends=IsoMoment("ends_at"),
            left=F("capacity") - F("taken"),
        )
        found = self.annotate(row=row)[:most].aggregate(text=JsonList("row"))
        text: str = found["text"] or "[]"
        return text

    def drafts(self) -> Self:
        """Planned, and no moment of release set."""
        return self.filter(released_at=None)


class BookingQuerySet(ScopedQuerySet):
    """Questions about cases."""

    def running(self) -> Self:
        """Cases that have not ended."""
        return self.exclude(stage__in=ENDED)

    def counted(self) -> Self:
        """Cases that count against quotas: all but cancelled and refused ones."""
        return self.exclude(stage__in=WITHDRAWN)

    def with_names(self) -> Self:
        """Joined with everything a list row shows."""
        return self.select_related(
            "company", "center", "district", "slot", "provider", "campaign"
        )
