"""Give a visit to another consultant: who is free, how loaded, how far; and why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from bookings.models import Booking
from foundation import clock
from foundation.errors import DomainError
from providers.models import Consultant
from workflows.reassigning import DEED, STAGES, last_change, reassign_visit
from workflows.replacements import Replacement, replacements, seat_of
from workflows.steps.forms import say_why_not


class ReassignForm(forms.Form):
    """Who goes instead, and why."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Who goes instead"),
        queryset=Consultant.objects.none(),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose who goes instead.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Everybody concerned reads it."),
        error_messages={"required": gettext_lazy("Please say why.")},
    )

    def __init__(self, *args: Any, options: list[Replacement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        keys = [row.person.pk for row in options]
        field.queryset = Consultant.objects.filter(pk__in=keys)


@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, number: str, consultant_id: int) -> HttpResponse:
    """The seat of one person in one visit; a page, or a dialog over the board."""
    rows = Booking.objects.visible_to(request.user).with_names()
    case = get_object_or_404(rows.select_related("diagnosis"), number=number)
    if case.stage not in STAGES or not person(request).has_perm(DEED, case):
        raise Http404
    leaving = get_object_or_404(
        Consultant.objects.visible_to(request.user).select_related("provider"),
        pk=consultant_id,
    )
    pool = person(request).has_perm("assignments.confirm", case)
    options = replacements(seat_of(case, leaving), pool=pool, at=clock.now())
    form = ReassignForm(request.POST or None, options=options)
    if request.method == "POST" and form.is_valid():
        try:
            reassign_visit(
                booking=case,
                leaving=leaving,
                by=person(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            say_why_not(form, error)
        else:
            return _done(request, case, form.cleaned_data["to"])
    return _shown(request, case, leaving, form, options)


def _done(request: HttpRequest, case: Booking, to: Consultant) -> HttpResponse:
    words = _("%(name)s goes to %(firm)s now. Everybody concerned has been told.")
    messages.success(request, words % {"name": to.name, "firm": case.company.name})
    return redirect(_back(request, case))


def _back(request: HttpRequest, case: Booking) -> str:
    """The board in the week of the visit, or the case for whoever has no board."""
    if case.slot and request.user.has_perm("bookings.manage_slots", case.center):
        day = case.slot.on.isoformat()
        return f"{reverse('week')}?w={day}&d={day}"
    return reverse("case", args=[case.number])


def _shown(
    request: HttpRequest,
    case: Booking,
    leaving: Consultant,
    form: ReassignForm,
    options: list[Replacement],
) -> HttpResponse:
    last, free = last_change(case), [row for row in options if row.is_free]
    before = last.before.get("consultant") if last else None
    context = {
        "case": case,
        "leaving": leaving,
        "form": form,
        "free": free,
        "near": [row for row in free if row.is_own],
        "far": [row for row in free if not row.is_own],
        "far_open": not any(row.is_own for row in free) or form.is_bound,
        "others": [row for row in options if not row.is_free],
        "last": last,
        "undo": next((r for r in options if r.person.name == before), None),
        "held": case.reservations.filter(consultant=leaving).exists(),
        "url": request.path,
        "back": _back(request, case),
    }
    in_dialog = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "reassign_dialog" if in_dialog else "reassign"
    status = 422 if form.errors else 200
    return render(request, f"desks/{template}.html", context, status=status)
