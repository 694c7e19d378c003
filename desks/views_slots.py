"""The center's half-days: close, widen, add."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bookings.actions import add_slot, set_closed, widen
from bookings.models import Slot
from bookings.planning import year_without_table
from centers.models import Service
from desks.views_week import center_of
from foundation import clock
from foundation.errors import DomainError

PER_PAGE = 30


def slots(request: HttpRequest) -> HttpResponse:
    """Half-days from today on."""
    center = center_of(request)
    rows = Slot.objects.visible_to(request.user).filter(on__gte=clock.today())
    page = Paginator(rows.order_by("on", "half"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "desks/slots.html",
        {
            "center": center,
            "page": page,
            "uncovered": year_without_table(at=clock.now()),
        },
    )


class AddForm(forms.Form):
    """A time no rule planned."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=Service.objects.none()
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    begins = forms.TimeField(
        label=gettext_lazy("Begins"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("At once"), min_value=1, max_value=200, initial=1
    )

    def __init__(self, *args: Any, center: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        service.queryset = center.services.filter(is_open=True)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open another half-day."""
    center = center_of(request)
    form = AddForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        try:
            add_slot(by=request.user, at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("This time is open for booking."))
            return redirect("slots")
    status = 422 if form.errors else 200
    return render(request, "desks/slot_add.html", {"form": form}, status=status)


class ChangeForm(forms.Form):
    """More or fewer visits, closed or open."""

    by_visits = forms.IntegerField(
        label=gettext_lazy("Change by (visits)"),
        min_value=-20,
        max_value=20,
        initial=0,
        help_text=gettext_lazy("1 adds one visit, -1 takes one away."),
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Closed to new bookings"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=120, required=False
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Widen, narrow or close one half-day; booked visits stay."""
    center_of(request)
    slot = get_object_or_404(Slot.objects.visible_to(request.user), pk=slot_id)
    first = {"is_closed": slot.is_closed, "reason": slot.closed_reason}
    form = ChangeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            _change(slot, form.cleaned_data, request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Booked visits stay as they are."))
            return redirect("slots")
    context = {
        "slot": slot,
        "form": form,
        "booked": slot.bookings.select_related("company"),
    }
    status = 422 if form.errors else 200
    return render(request, "desks/slot.html", context, status=status)


def _change(slot: Slot, data: dict[str, Any], by: Any) -> None:
    at = clock.now()
    if data["by_visits"]:
        widen(slot=slot, by_visits=data["by_visits"], by=by, at=at)
    if data["is_closed"] != slot.is_closed:
        set_closed(
            slot=slot, closed=data["is_closed"], by=by, at=at, reason=data["reason"]
        )
