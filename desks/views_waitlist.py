"""The firm's waiting lists: its place in line and why, joining, leaving, undoing."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from bookings.actions import come_back_to_list, leave_list
from bookings.actions.offers import link_to
from bookings.actions.waitlist import SECOND_THOUGHT
from bookings.choices_waitlist import OPEN_WAITS, OfferState, WaitState
from bookings.models import WaitingEntry, WaitingOffer
from bookings.waitlist import expected, lines, open_entries
from bookings.words_waitlist import place_words, when_words
from centers.choices import ServiceKind
from centers.models import Service
from desks.doors import for_deed, row_or_404
from desks.views_book import company_of
from desks.waiting_forms import NeedForm, first_days
from face.formats import day_range
from foundation import clock
from foundation.errors import DomainError
from workflows.steps.forms import say_why_not
from workflows.waitlist import join as join_the_list

JOIN, LEAVE = "bookings.join_list", "bookings.leave_list"
PAST_KEPT = timedelta(days=60)


@require_safe
@for_deed(JOIN)
def waits(request: HttpRequest) -> HttpResponse:
    """Where the firm stands in each line it is in; what became of the others."""
    at, mine = clock.now(), _mine(request)
    stands = mine.filter(state__in=OPEN_WAITS)
    ended = mine.exclude(state__in=OPEN_WAITS).filter(ended_at__gt=at - PAST_KEPT)
    context = {
        "company": company_of(request),
        "rows": _standing(list(stands), at, person(request).pk),
        "ended": [_ended(entry, at) for entry in ended.order_by("-ended_at")],
    }
    return render(request, "waiting/mine.html", context)


def _mine(request: HttpRequest) -> Any:
    rows = WaitingEntry.objects.visible_to(person(request))
    return rows.select_related("service", "center", "company")


def _standing(
    entries: list[WaitingEntry], at: datetime, reader: int
) -> list[dict[str, Any]]:
    everybody = open_entries({entry.service_id for entry in entries})
    places = lines(everybody, at=at)
    open_offers = {
        offer.entry_id: offer
        for offer in WaitingOffer.objects.filter(
            entry__in=entries, state=OfferState.OPEN
        ).select_related("slot")
    }
    return [
        _row(entry, places[entry.pk], open_offers.get(entry.pk), at, reader)
        for entry in entries
    ]


def _row(
    entry: WaitingEntry,
    place: Any,
    offer: WaitingOffer | None,
    at: datetime,
    reader: int,
) -> dict[str, Any]:
    band = expected(entry.service, place.number, at=at)
    return {
        "entry": entry,
        "place": place,
        "ahead": place.number - 1,
        "lines": place_words(place),
        "days": day_range(entry.first_on, entry.last_on),
        "when": when_words(entry),
        "offer": offer,
        "link": link_to(offer, reader) if offer else "",
        "band": day_range(*band) if band else "",
    }


def _ended(entry: WaitingEntry, at: datetime) -> dict[str, Any]:
    fresh = entry.state == WaitState.LEFT and at <= entry.ended_at + SECOND_THOUGHT  # type: ignore[operator]
    return {"entry": entry, "may_come_back": fresh}


@require_http_methods(["GET", "POST"])
@for_deed(JOIN)
def join(request: HttpRequest) -> HttpResponse:
    """Say what is needed and stand in line."""
    company = company_of(request)
    chosen = Service.objects.filter(
        center__serves=company.district, kind=request.GET.get("service", "")
    ).first()
    first = {"service": chosen, **first_days()}
    form = NeedForm(request.POST or None, company=company, initial=first)
    if request.method == "POST" and form.is_valid() and _join(request, company, form):
        return redirect("waits")
    status = 422 if form.errors else 200
    kind = chosen.kind if chosen else ServiceKind.VISIT
    context = {"form": form, "company": company, "kind": kind}
    return render(request, "waiting/join.html", context, status=status)


def _join(request: HttpRequest, company: Any, form: NeedForm) -> bool:
    try:
        join_the_list(
            company=company, by=person(request), at=clock.now(), **form.cleaned_data
        )
    except DomainError as error:
        say_why_not(form, error)
        return False
    words = _("You are on the waiting list. As soon as a time comes free for you, we "
              "tell you by message.")  # fmt: skip
    messages.success(request, words)
    return True


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the list by one tap; the page that follows undoes it."""
    entry = row_or_404(request, LEAVE, _mine(request), pk=pk)
    try:
        leave_list(entry=entry, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have left the list. You can undo it below."))
    return redirect("waits")


@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo leaving."""
    entry = row_or_404(request, LEAVE, _mine(request), pk=pk)
    try:
        come_back_to_list(entry=entry, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You are on the list again, at the same place."))
    return redirect("waits")
