"""A person's calendar feed: made, renewed, revoked, read."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import agenda, calendars
from bookings.actions.telling import page_of
from bookings.models import CalendarFeed
from foundation.audit.actions import record
from foundation.errors import Refused


class DaysOf(Protocol):
    """Asks for the days in a person's calendar."""

    def __call__(
        self, user: Any, *, site: str, at: datetime
    ) -> Iterable[calendars.Day]: ...


def feed_of(user: Any) -> CalendarFeed | None:
    """The feed of the role the person acts in."""
    rows = CalendarFeed.objects.filter(membership=user.acting, revoked_at=None)
    found: CalendarFeed | None = rows.first() if user.acting else None
    return found


@transaction.atomic
def renew_feed(*, by: Any, at: datetime) -> CalendarFeed:
    """A fresh address for the person's present role; the old one opens nothing more.

    Raises Refused for whoever has no role.
    """
    if by.acting is None:
        raise Refused(_("You have no role at present, and so no calendar."))
    _revoke(by, at)
    made: CalendarFeed = CalendarFeed.objects.create(
        user=by, membership=by.acting, made_at=at
    )
    record(by=by, deed="bookings.renew_feed", at=at, row=made)
    return made


@transaction.atomic
def revoke_feed(*, by: Any, at: datetime) -> None:
    """Nobody reads the calendar by its address any more."""
    feed = feed_of(by)
    if feed is not None:
        _revoke(by, at)
        record(by=by, deed="bookings.revoke_feed", at=at, row=feed)


def _revoke(by: Any, at: datetime) -> None:
    rows = CalendarFeed.objects.filter(membership=by.acting, revoked_at=None)
    rows.update(revoked_at=at)


def read_feed(
    token: str, *, site: str, at: datetime, days: DaysOf
) -> tuple[CalendarFeed, bytes]:
    """The feed and its file as it stands; the feed knows since when it is so.

    `site` is the scheme and host of the pages it leads to; `days` asks for what has a
    day beside the booked times (`workflows.dated`). Raises DoesNotExist for an
    unknown or revoked token, and where the role is no longer held.
    """
    rows = CalendarFeed.objects.select_related("user")
    feed: CalendarFeed = rows.get(token=token, revoked_at=None)
    user: Any = feed.user
    if not user.is_active or not user.act_as(feed.membership_id):
        raise CalendarFeed.DoesNotExist
    events = [
        agenda.event_of(row, url=f"{site}{page_of(row)}", stamp=row.booked_at)
        for row in agenda.agenda_of(user, at=at)
    ]
    name = f"{_('Wenzhen')} · {user.home_label or user.name}"
    body = calendars.feed([*events, *days(user, site=site, at=at)], name)
    etag = hashlib.sha256(body).hexdigest()
    if etag != feed.etag:
        feed.etag, feed.changed_at = etag, at.replace(microsecond=0)
        CalendarFeed.objects.filter(pk=feed.pk).update(
            etag=etag, changed_at=feed.changed_at
        )
    return feed, body
