"""The center's slots: the week as drafts and releases; one slot; one more."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings.actions import (
    add_slot,
    release_slots,
    set_closed,
    take_back_release,
    widen,
)
from bookings.models import Slot
from bookings.planning import plan_center, year_without_table
from centers.choices import ServedBy, ServiceKind
from centers.models import Center, Service
from desks.slot_forms import AddForm, ChangeForm, ReleaseForm
from desks.slotboard import slot_board, state_of, state_words
from desks.views_week import center_of, day_shown, days_shown, monday_of
from face import formats
from foundation import clock
from foundation.errors import DomainError


def slots(request: HttpRequest) -> HttpResponse:
    """The week's slots by service, what is drafted in it, and the release."""
    return _board(request, center_of(request), ReleaseForm())


def _board(
    request: HttpRequest, center: Center, form: ReleaseForm, status: int = 200
) -> HttpResponse:
    at, today = clock.now(), clock.today()
    monday = monday_of(request.GET.get("w", ""), today)
    rows = list(
        Slot.objects.visible_to(request.user)
        .filter(center=center, on__range=(monday, monday + timedelta(days=6)))
        .order_by("starts_at")
    )
    days = days_shown(monday, {slot.on for slot in rows})
    known = {slot.service_id for slot in rows}
    services = [
        service
        for service in Service.objects.filter(center=center)
        if service.is_open or service.pk in known
    ]
    ahead = [slot for slot in rows if slot.bookable_until > at]
    context = {
        "center": center,
        "week": slot_board(
            days,
            day_shown(request.GET.get("d", ""), days, today),
            services,
            rows,
            at=at,
        ),
        "range": formats.day_range(days[0], days[-1]),
        "monday": monday.isoformat(),
        "before": (monday - timedelta(days=7)).isoformat(),
        "after": (monday + timedelta(days=7)).isoformat(),
        "drafts": sum(slot.released_at is None for slot in ahead),
        "announced": [s for s in ahead if s.released_at and s.released_at > at],
        "taken": sum(slot.taken for slot in rows),
        "left": sum(slot.left for slot in ahead if slot.released_at),
        "form": form,
        "uncovered": year_without_table(at=at),
    }
    return render(request, "desks/slots.html", context, status=status)


def _back(request: HttpRequest, monday: date) -> HttpResponse:
    return redirect(f"{reverse('slots')}?w={monday.isoformat()}")


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan now what the night would plan."""
    center = center_of(request)
    written = plan_center(center, at=clock.now())
    words = ngettext(
        "Planned: %(n)d slot written.", "Planned: %(n)d slots written.", written
    )
    messages.success(request, words % {"n": written})
    return _back(request, monday_of(request.GET.get("w", ""), clock.today()))


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Release the week's drafts, now or at the announced moment."""
    center = center_of(request)
    monday = monday_of(request.GET.get("w", ""), clock.today())
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _board(request, center, form, status=422)
    at = clock.now()
    moment = form.cleaned_data["moment"] or at
    try:
        count = release_slots(
            center=center,
            first=monday,
            last=monday + timedelta(days=6),
            moment=moment,
            by=person(request),
            at=at,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return _board(request, center, form, status=422)
    messages.success(request, _released_words(count, moment if moment > at else None))
    return _back(request, monday)


def _released_words(count: int, moment: datetime | None) -> str:
    if moment is None:
        words = ngettext("%(n)d slot released.", "%(n)d slots released.", count)
        return words % {"n": count}
    words = ngettext(
        "%(n)d slot will be released %(when)s.",
        "%(n)d slots will be released %(when)s.",
        count,
    )
    return words % {"n": count, "when": formats.moment(moment)}


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Make what is only announced a draft again."""
    center = center_of(request)
    monday = monday_of(request.GET.get("w", ""), clock.today())
    try:
        take_back_release(
            center=center,
            first=monday,
            last=monday + timedelta(days=6),
            by=person(request),
            at=clock.now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The announced slots are drafts again."))
    return _back(request, monday)


def day_slots(request: HttpRequest, on: str, kind: str) -> HttpResponse:
    """Every time of one service on one day."""
    center = center_of(request)
    try:
        day = date.fromisoformat(on)
        label = ServiceKind(kind).label
    except ValueError as error:
        raise Http404 from error
    at = clock.now()
    rows = Slot.objects.visible_to(request.user).filter(
        center=center, on=day, kind=kind
    )
    context = {
        "on": day,
        "title": label,
        "slots": [
            {"row": slot, "words": state_words(slot, at), "kind": state_of(slot, at)}
            for slot in rows
        ],
        "back": f"{reverse('slots')}?w={day - timedelta(days=day.weekday())}",
    }
    return render(request, "desks/day_slots.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open another time."""
    center = center_of(request)
    form = AddForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        try:
            slot = add_slot(by=request.user, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("This time is open for booking."))
            return _back(request, slot.on - timedelta(days=slot.on.weekday()))
    status = 422 if form.errors else 200
    return render(request, "desks/slot_add.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Widen, narrow or close one slot; what is booked stays."""
    center_of(request)
    slot = get_object_or_404(Slot.objects.visible_to(request.user), pk=slot_id)
    first = {"is_closed": slot.is_closed, "reason": slot.closed_reason}
    first["was_closed"] = slot.is_closed
    form = ChangeForm(request.POST or None, initial=first)
    monday = slot.on - timedelta(days=slot.on.weekday())
    if request.method == "POST" and form.is_valid():
        try:
            _change(slot, form.cleaned_data, request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. What is booked stays as it is."))
            return _back(request, monday)
    context = {
        "slot": slot,
        "words": state_words(slot, clock.now()),
        "form": form,
        "cases": slot.bookings.select_related("company"),
        "appointments": slot.appointments.select_related("company"),
        "duties": (duties := slot.duties.select_related("adviser")),
        "nobody": _needs_somebody(slot) and not duties,
        "holds": slot.holds.filter(until__gt=clock.now()).count(),
        "back": f"{reverse('slots')}?w={monday.isoformat()}",
    }
    status = 422 if form.errors else 200
    return render(request, "desks/slot.html", context, status=status)


def _needs_somebody(slot: Slot) -> bool:
    """Whether an adviser must be there for what is booked."""
    return slot.taken > 0 and slot.service.served_by == ServedBy.ADVISERS


@transaction.atomic
def _change(slot: Slot, data: dict[str, Any], by: Any) -> None:
    """What somebody else closed or opened meanwhile stays so, unless it was meant."""
    at, closed = clock.now(), data["is_closed"]
    if data["by_visits"]:
        widen(slot=slot, by_visits=data["by_visits"], by=by, at=at)
    if closed != data["was_closed"] and closed != slot.is_closed:
        set_closed(slot=slot, closed=closed, by=by, at=at, reason=data["reason"])
