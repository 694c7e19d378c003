"""Pages on which a booked time is changed or cancelled, signed in or by a link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.actions.telling import CHANGE, Booked, link_to, page_of
from bookings.agenda import event_of
from bookings.calendars import invitation
from bookings.models import Slot
from face.addresses import site_of
from foundation import clock
from foundation.errors import DomainError
from workflows.rebooking import OPEN, Rebooking
from workflows.steps.forms import say_why_not

CALENDAR = "text/calendar; charset=utf-8"


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why.")},
    )


class MoveForm(ReasonForm):
    """The new time, and why."""

    slot = forms.ModelChoiceField(
        label=_("New time"),
        queryset=Slot.objects.none(),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a time."),
            "invalid_choice": _(
                "This time has just been taken. Please choose another."
            ),
        },
    )

    def __init__(self, *args: Any, slots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["slot"]
        field.queryset = slots


@dataclass(frozen=True)
class Way:
    """How the person came to the page: `back`, the page beside, and where it leads."""

    back: str
    change_url: str
    cancel_url: str
    calendar_url: str
    done: Callable[[Booked], str]
    by_link: bool = False


def change_page(
    request: HttpRequest, page: Rebooking, by: Any, way: Way
) -> HttpResponse:
    """Choose another day and time, say why, move; what is sent twice moves once."""
    if request.POST.get("slot") == str(page.row.slot_id):
        messages.success(request, gettext("The new time is booked."))
        return redirect(way.done(page.row))
    form = MoveForm(request.POST or None, slots=page.free())
    status = 200
    if request.method == "POST":
        moved, status = _attempt(
            form, lambda data: page.move(data["slot"], by=by, reason=data["reason"])
        )
        if moved is not None:
            messages.success(request, gettext("The new time is booked."))
            return redirect(way.done(moved))
        page = Rebooking(page.row, page.at)
    picked = _picked(form)
    near = page.instead_of(picked)
    day = page.day([picked.on if picked else None, request.GET.get("day")])
    context = {
        "page": page,
        "way": way,
        "form": form,
        "state": page.state_for(by),
        "is_open": page.state_for(by) == OPEN,
        "day": day,
        "near": near,
        "day_iso": day["on"].isoformat() if day else "",
    }
    return render(request, "rebooking/change.html", context, status=status)


def cancel_page(
    request: HttpRequest, page: Rebooking, by: Any, way: Way
) -> HttpResponse:
    """Say why, cancel."""
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        ended, status = _attempt(
            form, lambda data: page.cancel(by=by, reason=data["reason"])
        )
        if ended is not None:
            messages.success(
                request, gettext("It is cancelled; the place is free for others.")
            )
            return redirect(way.done(ended))
    context = {
        "page": page,
        "way": way,
        "form": form,
        "state": page.state_for(by),
        "is_open": page.state_for(by) == OPEN,
    }
    return render(request, "rebooking/cancel.html", context, status=status)


def _attempt(
    form: forms.Form, deed: Callable[[dict[str, Any]], Booked]
) -> tuple[Booked | None, int]:
    """What the deed makes of the row; else None, the status, reasons in the form."""
    if not form.is_valid():
        return None, 422
    try:
        return deed(form.cleaned_data), 302
    except DomainError as error:
        return None, say_why_not(form, error)


def _picked(form: forms.Form) -> Slot | None:
    """The time that was chosen, whether or not it can still be had."""
    key = str(form["slot"].value() or "")
    return Slot.objects.filter(pk=key).first() if key.isdecimal() else None


def signed_calendar(row: Booked, by: Any) -> str:
    """Its calendar file, without signing in; "" for whoever may not move it."""
    if not by.has_perm("bookings.reschedule", row):
        return ""
    return f"{link_to(CHANGE, row, by.pk)}calendar.ics"


def calendar_file(request: HttpRequest, row: Booked) -> HttpResponse:
    """The file that puts the booked time into a calendar, or takes it out again."""
    url = f"{site_of(request)}{page_of(row)}"
    event = event_of(row, url=url, stamp=clock.now())
    answer = HttpResponse(invitation(event), content_type=CALENDAR)
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.ics"'
    return answer
