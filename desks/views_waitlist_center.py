"""The center's waiting list: who comes first and why; offers and ends by hand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person
from bookings.actions import offer_by_hand, take_off_list
from bookings.choices_waitlist import OPEN_WAITS, OfferState, WaitState
from bookings.models import WaitingEntry, WaitingOffer
from bookings.ranking import Place
from bookings.waitlist import lines, open_entries
from bookings.words_waitlist import place_words, short_words, when_words
from centers.choices import ServiceKind
from desks.doors import for_deed, row_or_404
from desks.reading import note_read
from desks.waiting_forms import OutOfTurnForm, TakeOffForm
from face.csv_files import csv_file, wants_csv
from face.formats import day_range, moment
from face.items import Tab
from foundation import clock
from foundation.errors import DomainError
from workflows.steps.forms import say_why_not

PER_PAGE = 25
VIEW, MANAGE = "bookings.view_list", "bookings.manage_list"
TONES = {WaitState.WAITING: "info", WaitState.OFFERED: "warn", WaitState.MET: "ok"}


class WaitFilter(django_filters.FilterSet):
    """By firm, service and state."""

    tab = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")
    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        field_name="company__name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Firm")}),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Service"),
        field_name="service__kind",
        choices=ServiceKind.choices,
        empty_label=gettext_lazy("All services"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=WaitState.choices,
        empty_label=gettext_lazy("All states"),
    )

    class Meta:
        model = WaitingEntry
        fields: list[str] = []

    def keep(self, rows: Any, name: str, value: str) -> Any:
        """On the list or off it is asked by the view; the form only carries it on."""
        return rows


@require_safe
@for_deed(VIEW)
def center_waits(request: HttpRequest) -> HttpResponse:
    """Everybody in line in their order, or who has left it; also as CSV."""
    at, ended = clock.now(), request.GET.get("tab") == "ended"
    mine = WaitingEntry.objects.visible_to(person(request)).select_related(
        "company", "service"
    )
    count = mine.open().count()
    shown = mine.exclude(state__in=OPEN_WAITS) if ended else mine.open()
    found = WaitFilter(request.GET, queryset=shown)
    rows = _rows(found.qs.order_by("-ended_at", "pk"), at=at)
    if wants_csv(request):
        note_read(request, "bookings.export_list")
        return _as_csv(rows)
    context = {
        "filter": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "ended": ended,
        "tabs": [
            Tab("?tab=open", _("In line"), count, not ended),
            Tab("?tab=ended", _("Off the list"), None, ended),
        ],
    }
    return render(request, "waiting/center.html", context)


def _rows(entries: Iterable[WaitingEntry], *, at: datetime) -> list[dict[str, Any]]:
    """Service by service in the order of their lines; who is off as it comes."""
    entries = list(entries)
    standing = {entry.service_id for entry in entries if entry.is_open}
    places = lines(open_entries(standing), at=at)
    rows = [_row(entry, places.get(entry.pk)) for entry in entries]
    return sorted(
        rows,
        key=lambda row: (
            (row["entry"].service_id, row["place"].number) if row["place"] else (0, 0)
        ),
    )


def _row(entry: WaitingEntry, place: Place | None) -> dict[str, Any]:
    return {
        "entry": entry,
        "place": place,
        "points": short_words(place) if place else "",
        "days": day_range(entry.first_on, entry.last_on),
        "when": when_words(entry),
        "tone": TONES.get(WaitState(entry.state), ""),
    }


def _as_csv(rows: list[dict[str, Any]]) -> HttpResponse:
    heads = [
        _("Place in line"), _("Firm"), _("Service"), _("Days"), _("What suits"),
        _("Points"), _("State"), _("Joined"), _("Reason"),
    ]  # fmt: skip
    cells = (
        [
            row["place"].number if row["place"] else "", entry.company.name,
            entry.service, f"{entry.first_on} - {entry.last_on}",
            row["when"], row["points"], entry.get_state_display(),
            moment(entry.joined_at), entry.ended_reason,
        ]
        for row in rows
        for entry in [row["entry"]]
    )  # fmt: skip
    return csv_file("waiting-list", heads, cells)


@require_http_methods(["GET", "POST"])
def center_wait(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: why it stands where it stands; offer out of turn, take off."""
    rows = WaitingEntry.objects.visible_to(person(request)).select_related(
        "company", "service", "center"
    )
    entry: WaitingEntry = row_or_404(request, MANAGE, rows, pk=pk)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    forms_: dict[str, Any] = {
        "offer_form": OutOfTurnForm(
            request.POST if deed == "offer" else None,
            service=entry.service,
            prefix="offer",
        ),
        "off_form": TakeOffForm(request.POST if deed == "off" else None, prefix="off"),
    }
    form = forms_.get(f"{deed}_form")
    if form is not None and form.is_valid() and _do(request, deed, entry, form):
        return redirect("center_waits")
    status = 422 if form is not None else 200
    return render(
        request, "waiting/center_one.html", {**forms_, **_about(entry)}, status=status
    )


def _about(entry: WaitingEntry) -> dict[str, Any]:
    at = clock.now()
    standing = open_entries([entry.service_id]) if entry.is_open else []
    place = lines(standing, at=at).get(entry.pk)
    offers = WaitingOffer.objects.filter(entry=entry).select_related("slot", "made_by")
    return {
        **_row(entry, place),
        "lines": place_words(place) if place else [],
        "in_line": len(standing),
        "offers": offers,
        "offer": next((o for o in offers if o.state == OfferState.OPEN), None),
        "back": reverse("center_waits"),
    }


def _do(request: HttpRequest, deed: str, entry: WaitingEntry, form: Any) -> bool:
    facts: dict[str, Any] = {"entry": entry, "by": person(request), "at": clock.now()}
    try:
        if deed == "offer":
            offer_by_hand(**facts, **form.cleaned_data)
            messages.success(request, _("The time is offered to the firm."))
        else:
            take_off_list(**facts, **form.cleaned_data)
            messages.success(request, _("The firm is off the list and has been told."))
    except DomainError as error:
        say_why_not(form, error)
        return False
    return True
