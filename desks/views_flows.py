"""The flows: their steps and days, as files for other tools; days changed by date."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person
from desks.doors import for_deed
from foundation import clock
from foundation.errors import DomainError
from workflows import terms, versions
from workflows.models import Term
from workflows.steps.forms import say_why_not

TITLES: Final = {
    "diagnosis": gettext_noop("Diagnosis"),
    "spot_check": gettext_noop("Spot check"),
    "complaint": gettext_noop("Complaint"),
    "campaign": gettext_noop("Campaign"),
    "admission": gettext_noop("Admission of a provider"),
    "designation": gettext_noop("Designation of a center"),
    "yearly_review": gettext_noop("Yearly evaluation of a center"),
    "period": gettext_noop("Period close"),
    "award": gettext_noop("Award and payment"),
    "directive": gettext_noop("Remark of the director"),
}


class TermForm(forms.Form):
    """From which day on, and how many working days."""

    valid_from = forms.DateField(
        label=gettext_lazy("For steps opened from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    working_days = forms.IntegerField(
        label=gettext_lazy("Working days"), min_value=1, max_value=250
    )
    remind_before = forms.IntegerField(
        label=gettext_lazy("Reminder, working days before"), min_value=0, max_value=60
    )
    escalate_after = forms.IntegerField(
        label=gettext_lazy("Next level told, working days after"),
        min_value=0,
        max_value=60,
    )


@require_safe
@for_deed("workflows.read_flows")
def flows(request: HttpRequest) -> HttpResponse:
    """Every flow with its steps, and how many working days each may take."""
    today = clock.today()
    rows = [
        {
            "key": key,
            "title": _(title),
            "version": versions.graph_of(key)["version"],
            "steps": terms.days_of(terms.titles_of(key), today),
        }
        for key, title in TITLES.items()
    ]
    beside = {key: _(title) for key, title in terms.BESIDE.items()}
    context = {"flows": rows, "beside": terms.days_of(beside, today)}
    context["may_set"] = person(request).has_perm("workflows.set_term")
    return render(request, "desks/flows.html", context)


@require_http_methods(["GET", "POST"])
@for_deed("workflows.set_term")
def term(request: HttpRequest, key: str) -> HttpResponse:
    """The days of one step: what held, what holds, and what shall from a day on."""
    title = terms.known_terms().get(key)
    if title is None:
        raise Http404
    form = TermForm(request.POST or None, initial=_as_now(key))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _set(request, key, form):
            messages.success(request, _("Written down."))
            return redirect("flows")
    rows = terms.all_of(key)
    context = {"form": form, "title": title, "rows": rows, "today": clock.today()}
    return render(request, "desks/term.html", context, status=status)


def _as_now(key: str) -> dict[str, Any]:
    now = Term.on(key, clock.today())
    days = ("working_days", "remind_before", "escalate_after")
    tomorrow = clock.today() + timedelta(days=1)
    return {"valid_from": tomorrow, **{name: getattr(now, name) for name in days}}


def _set(request: HttpRequest, key: str, form: forms.Form) -> bool:
    try:
        terms.set_term(key=key, by=person(request), at=clock.now(), **form.cleaned_data)
    except DomainError as error:
        say_why_not(form, error)
        return False
    return True
