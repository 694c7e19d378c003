"""The outbox: every message on every channel, what became of it, sending it again."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.actions import resend
from accounts.requests import person
from desks.doors import for_deed, row_or_404
from desks.log import DaysFilter
from desks.reading import note_read
from face.csv_files import csv_file, wants_csv
from face.paging import LongList
from foundation import clock
from foundation.errors import DomainError
from foundation.notices.choices import OPEN, DeliveryState
from foundation.notices.events import EVENTS, kept_event
from foundation.notices.models import Delivery
from foundation.phones import masked_phone

PER_PAGE = 50
MOST_EXPORTED = 10_000
TONES = {
    DeliveryState.WAITING: "info",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "warn",
    DeliveryState.DEAD: "bad",
}


class DeliveryFilter(DaysFilter):
    """By state, event and days."""

    MOMENT = "message__at"

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=DeliveryState.choices,
        empty_label=gettext_lazy("All states"),
    )
    event = django_filters.ChoiceFilter(
        label=gettext_lazy("Event"),
        field_name="message__event",
        choices=[(name, event.label) for name, event in EVENTS.items()],
        empty_label=gettext_lazy("All events"),
    )

    class Meta:
        model = Delivery
        fields: list[str] = []


@for_deed("notices.view_outbox")
def outbox(request: HttpRequest) -> HttpResponse:
    """What was given up first, then the newest; taking it away is recorded."""
    found = DeliveryFilter(request.GET, queryset=_rows(request))
    if wants_csv(request):
        return _as_csv(request, found)
    page = LongList(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    note_read(request, "notices.read")
    context = {
        "filter": found,
        "page": page,
        "rows": [_row(delivery) for delivery in page],
    }
    return render(request, "desks/outbox.html", context)


def _rows(request: HttpRequest) -> QuerySet[Delivery]:
    given_up = Case(When(state=DeliveryState.DEAD, then=Value(0)), default=Value(1))
    rows: QuerySet[Delivery] = Delivery.objects.visible_to(person(request))
    return rows.select_related("message__to").order_by(given_up, "-pk")


def _row(delivery: Delivery) -> dict[str, Any]:
    """One delivery in words: the phone masked, a code hidden."""
    message = delivery.message
    ended = delivery.state not in OPEN
    return {
        "delivery": delivery,
        "at": message.at,
        "event": kept_event(message.event).label,
        "name": message.to.name if message.to else "",
        "phone": masked_phone(message.phone or getattr(message.to, "phone", "")),
        "words": message.hidden(),
        "tone": TONES.get(DeliveryState(delivery.state), ""),
        "why": _(delivery.why) if delivery.why else "",
        "may_resend": ended and not message.is_forgotten,
    }


def _as_csv(request: HttpRequest, found: DeliveryFilter) -> HttpResponse:
    note_read(request, "notices.export")
    heads = [_("When"), _("To whom"), _("Phone"), _("Event"), _("Message"),
             _("Channel"), _("State"), _("Tries"), _("Why")]  # fmt: skip
    rows = (_row(delivery) for delivery in found.qs[:MOST_EXPORTED])
    cells = (
        [f"{localtime(row['at']):%Y-%m-%d %H:%M}", row["name"], row["phone"],
         row["event"], row["words"], row["delivery"].get_channel_display(),
         row["delivery"].get_state_display(), row["delivery"].tries, row["why"]]
        for row in rows
    )  # fmt: skip
    return csv_file("outbox", heads, cells)


@require_POST
def resend_message(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One message on one channel, once more."""
    user = person(request)
    rows = Delivery.objects.visible_to(user).select_related("message")
    row = row_or_404(request, "notices.resend", rows, pk=delivery_id)
    try:
        resend(delivery=row, by=user, at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The message waits to be sent again."))
    return redirect("outbox")
