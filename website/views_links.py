"""What a signed link opens without signing in: change, cancel, the calendar's file."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import still_acts
from bookings.actions import read_feed
from bookings.actions.telling import (
    CANCEL,
    CHANGE,
    Booked,
    link_to,
    page_of,
)
from bookings.holders import LinkHolder
from bookings.models import Booking, CalendarFeed
from face.addresses import site_of
from foundation import clock
from foundation.links import ForgedLink, read
from workflows.dated import days_of
from workflows.rebooking import (
    CANCELLED,
    LATE,
    OPEN,
    Rebooking,
    appointments,
    cases,
)
from workflows.steps.change import (
    CALENDAR,
    Way,
    calendar_file,
    cancel_page,
    change_page,
)

DEEDS = {CHANGE: "bookings.reschedule", CANCEL: "bookings.cancel"}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def change_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Another time for what the link was signed for."""
    return _opened(request, token, CHANGE, change_page)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def cancel_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Give up what the link was signed for."""
    return _opened(request, token, CANCEL, cancel_page)


def _opened(
    request: HttpRequest, token: str, purpose: str, show: Callable[..., HttpResponse]
) -> HttpResponse:
    """The page, or a sentence that says why the link opens nothing."""
    found = _row(purpose, token)
    if found is None:
        return _closed(request, *_forged(), status=404)
    row, to = found.row, found.to
    page, by = Rebooking(row, clock.now()), _holder(request, row, purpose)
    state, holds = page.state_for(by), found.holds
    if not _acts(found):
        return left(request)
    if state == OPEN and holds:
        return show(request, page, by, _way(row, to))
    words = _words_of(state, page) if holds or state == CANCELLED else _outdated()
    here = _page_for(request, row)
    if here:
        messages.info(request, words[1])
        return redirect(here)
    phone = page.center.phone if holds and state == LATE else ""
    if holds and state == CANCELLED:
        calendar = _way(row, to).calendar_url
        return _closed(request, *words, status=200, calendar=calendar)
    return _closed(request, *words, status=410, phone=phone)


def _page_for(request: HttpRequest, row: Booked) -> str:
    """The row's own page, where a signed-in person may see it."""
    rows: Any = type(row).objects
    may = request.user.is_authenticated and rows.visible_to(request.user)
    return page_of(row) if may and may.filter(pk=row.pk).exists() else ""


class Found(NamedTuple):
    """What a link was made for: the row, its sequence then, and for whom."""

    row: Booked
    sequence: int
    to: int | None

    @property
    def holds(self) -> bool:
        """Whether the row still is as it was."""
        return self.row.sequence == self.sequence


def _row(purpose: str, token: str) -> Found | None:
    """What the link was made for; None for a forged link."""
    try:
        kind, *numbers = read(purpose, token)
        key, sequence, *to = map(int, numbers)
    except (ForgedLink, ValueError):
        return None
    rows = cases() if kind == "case" else appointments()
    row: Any = rows.filter(pk=key).first()
    return Found(row, sequence, to[0] if to else None) if row is not None else None


def _acts(found: Found) -> bool:
    """Whether the link's person still acts for the firm; it may be nobody's own."""
    row: Any = found.row
    center = row.center_id if isinstance(row, Booking) else row.slot.center_id
    where = {"company": row.company_id, "center": center}
    return found.to is None or still_acts(found.to, at=clock.now(), **where)


def _holder(request: HttpRequest, row: Booked, purpose: str) -> Any:
    """The signed-in person who may do it anyway, else the nameless holder."""
    user, deed = request.user, DEEDS[purpose]
    if user.is_authenticated and user.has_perm(deed, row):
        return user
    return LinkHolder(deed, row)


def _way(row: Booked, to: int | None) -> Way:
    return Way(
        back="",
        change_url=link_to(CHANGE, row, to),
        cancel_url=link_to(CANCEL, row, to),
        calendar_url=f"{link_to(CHANGE, row, to)}calendar.ics",
        done=lambda moved: link_to(CHANGE, moved, to),
        by_link=True,
    )


def _forged() -> tuple[str, str]:
    return _("This link is not valid"), _(
        "It is incomplete or was not made by us. Please open it from the message once "
        "more, or call your center."
    )


def left(request: HttpRequest) -> HttpResponse:
    """Nothing of the firm by the link of somebody who no longer acts for it."""
    words = _(
        "It was sent to somebody who no longer acts for the firm. Who acts for it has "
        "links of their own, and finds everything after signing in."
    )
    return _closed(request, _("This link no longer holds"), words, status=410)


def _outdated() -> tuple[str, str]:
    return _("This link has been used or is out of date"), _(
        "The booking was changed after this link was sent. The newest message about it "
        "has the link that holds."
    )


def _words_of(state: str, page: Rebooking) -> tuple[str, str]:
    facts = {"firm": page.row.company.name, "title": page.title}
    if state == CANCELLED:
        words = _("%(firm)s: %(title)s is cancelled. Nothing more is to be done.")
        return _("Cancelled"), words % facts
    if state == LATE:
        words = _(
            "%(firm)s: %(title)s is too near to be changed here, because people have "
            "planned their way. If you cannot come, please call the center."
        )
        return _("Please call the center"), words % facts
    words = _("%(firm)s: %(title)s has taken place; nothing can be changed any more.")
    return _("This is over"), words % facts


def _closed(
    request: HttpRequest, title: str, words: str, *, status: int, **more: str
) -> HttpResponse:
    context = {"title": title, "words": words, **more}
    return render(request, "rebooking/closed.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def calendar_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The file that puts the booked time into a calendar, or takes it out again."""
    found = _row(CHANGE, token)
    if found is None:
        return _closed(request, *_forged(), status=404)
    row = found.row
    if not _acts(found):
        return left(request)
    if not found.holds:
        return _closed(request, *_outdated(), status=410)
    return calendar_file(request, row)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar, for a program that asks again and again."""
    try:
        row, body = read_feed(
            token, site=site_of(request), at=clock.now(), days=days_of
        )
    except CalendarFeed.DoesNotExist:
        return _closed(request, *_forged(), status=404)
    etag = f'"{row.etag}"'
    changed = int(row.changed_at.timestamp()) if row.changed_at else 0
    answer = (
        HttpResponseNotModified()
        if _known(request, etag, changed)
        else HttpResponse(body, content_type=CALENDAR)
    )
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed)
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _known(request: HttpRequest, etag: str, changed: int) -> bool:
    """Whether the program has this version; the tag counts before the date."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        seen = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return etag in seen or "*" in seen
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and changed <= since
