"""What follows absences: what holds, what held, and what shall from a day on."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from bookings.absences import SHIPPED, Terms, terms_on
from bookings.actions import set_absence_terms
from bookings.models import AbsenceTerms
from desks.doors import for_deed
from foundation import clock
from foundation.errors import DomainError
from workflows.steps.forms import day_field, say_why_not

DEED = "bookings.set_absence_terms"


class AbsenceTermsForm(forms.Form):
    """From which day on, how many within how long, and for how long."""

    valid_from = day_field(gettext_lazy("For absences from"))
    limit = forms.IntegerField(
        label=gettext_lazy("Absences"), min_value=1, max_value=20
    )
    within_days = forms.IntegerField(
        label=gettext_lazy("Within (days)"), min_value=1, max_value=730
    )
    closed_days = forms.IntegerField(
        label=gettext_lazy("Online booking closed for (days; 0 = not at all)"),
        min_value=0,
        max_value=365,
    )


@require_http_methods(["GET", "POST"])
@for_deed("workflows.read_flows")
def absence_terms(request: HttpRequest) -> HttpResponse:
    """The terms, the latest first; the bureau writes down a change."""
    may_set = person(request).has_perm(DEED)
    if request.method == "POST" and not may_set:
        raise Http404
    known = AbsenceTerms.known()
    now = terms_on(clock.today(), known)
    form = AbsenceTermsForm(request.POST or None, initial=_tomorrow(now))
    if request.method == "POST" and form.is_valid() and _set(request, form):
        messages.success(request, _("Written down."))
        return redirect("absence_terms")
    context = {
        "form": form,
        "rows": [*reversed(known), SHIPPED],
        "shipped": SHIPPED,
        "now": now,
        "today": clock.today(),
        "may_set": may_set,
    }
    status = 422 if form.errors else 200
    return render(request, "desks/absence_terms.html", context, status=status)


def _tomorrow(now: Terms) -> dict[str, Any]:
    return {
        "valid_from": clock.today() + timedelta(days=1),
        "limit": now.limit,
        "within_days": now.within_days,
        "closed_days": now.closed_days,
    }


def _set(request: HttpRequest, form: forms.Form) -> bool:
    try:
        set_absence_terms(
            terms=Terms(**form.cleaned_data), by=person(request), at=clock.now()
        )
    except DomainError as error:
        say_why_not(form, error)
        return False
    return True
