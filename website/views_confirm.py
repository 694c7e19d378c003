"""The firm answers a booking made for it, by its link and without signing in."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.errors import DomainError, LostRace
from foundation.links import ForgedLink, read
from outreach.actions import confirm
from outreach.actions.bookings import PURPOSE
from outreach.choices import Standing
from outreach.models import Confirmation
from workflows.outreach import decline_by_link

PAGE = "website/confirm.html"


class ConfirmForm(forms.Form):
    """The statement of truth."""

    truthful = forms.BooleanField(
        label=gettext_lazy("We confirm that what is stated here is true."),
        error_messages={"required": gettext_lazy("Please tick this to confirm.")},
    )


class DeclineForm(forms.Form):
    """Why the date does not suit."""

    reason = forms.CharField(
        label=gettext_lazy("What would suit you better?"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm_booking(request: HttpRequest, token: str) -> HttpResponse:
    """The date, the place, the firm: confirm, or say that it does not suit."""
    asked, at = _asked(token), clock.now()
    if asked is None:
        return render(request, PAGE, {"state": "forged"}, status=404)
    answer = request.POST.get("answer", "")
    forms_ = {
        "form": ConfirmForm(request.POST if answer == "confirm" else None),
        "decline": DeclineForm(request.POST if answer == "decline" else None),
    }
    status = 200
    if answer and asked.standing(at) == Standing.OPEN:
        status = _answer(asked, answer, forms_, at)
    elif request.method == "POST":
        status = 409
    asked = _asked(token) or asked
    state = asked.standing(at)
    context = {
        **forms_,
        "asked": asked,
        "case": asked.booking,
        "state": state.value,
        "title": _title(state),
        "is_open": state == Standing.OPEN,
    }
    return render(request, PAGE, context, status=status)


def _asked(token: str) -> Confirmation | None:
    """The confirmation the token was signed for; None for a forged one."""
    try:
        (key,) = read(PURPOSE, token)
    except (ForgedLink, ValueError):
        return None
    rows = Confirmation.objects.select_related(
        "booking__slot", "booking__center", "booking__company", "booking__district"
    )
    return rows.filter(pk=int(key)).first()


def _answer(
    asked: Confirmation, answer: str, forms_: dict[str, Any], at: datetime
) -> int:
    """Carry the answer out; the status of the page that follows."""
    form: Any = forms_["form" if answer == "confirm" else "decline"]
    if not form.is_valid():
        return 422
    try:
        if answer == "confirm":
            confirm(asked=asked, at=at)
        else:
            decline_by_link(asked=asked, reason=form.cleaned_data["reason"], at=at)
    except DomainError as error:
        form.add_error(None, str(error))
        return 409 if isinstance(error, LostRace) else 422
    return 200


def _title(state: Standing) -> str:
    return {
        Standing.OPEN: _("Please confirm the date"),
        Standing.CONFIRMED: _("The date is confirmed"),
        Standing.CANCELLED: _("This booking is cancelled"),
        Standing.BEGUN: _("The date has passed"),
        Standing.MOVING: _("A new date is being looked for"),
    }[state]
