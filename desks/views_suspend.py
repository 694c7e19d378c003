"""A provider gets no new jobs, or gets them again; what becomes of its open ones."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from desks.doors import row_or_404
from foundation import clock
from foundation.errors import DomainError
from providers.models import Provider, Suspension
from workflows import suspending
from workflows.steps.change import ReasonForm
from workflows.steps.forms import day_field, say_why_not

DEED = "providers.suspend"


class SuspendForm(ReasonForm):
    """From when, why, and whether its visits go to others at once."""

    starts_on = day_field(gettext_lazy("No new jobs from"))
    back = forms.BooleanField(
        label=gettext_lazy("Take the open visits back at once"),
        required=False,
        help_text=gettext_lazy(
            "Visits from that day on go to other providers; the half-days stay where "
            "anybody can keep them. What has been visited stays with the provider."
        ),
    )
    field_order = ("starts_on", "reason", "back")


def _provider(request: HttpRequest, pk: int) -> Provider:
    rows = Provider.objects.visible_to(request.user)
    found: Provider = row_or_404(request, DEED, rows, pk=pk)
    return found


def _standing(provider: Provider) -> Suspension | None:
    found: Suspension | None = provider.suspensions.not_ended().first()
    return found


@require_http_methods(["GET", "POST"])
def suspension(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspend a provider; once it is, what is left of its jobs."""
    provider, today = _provider(request, pk), clock.today()
    form = SuspendForm(request.POST or None, initial={"starts_on": today, "back": True})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _suspend(request, provider, form)
        if not form.errors:
            return redirect("suspend_provider", pk=pk)
    return _page(request, provider, form, ReasonForm(), status)


def _suspend(request: HttpRequest, provider: Provider, form: forms.Form) -> int:
    data = form.cleaned_data
    try:
        suspending.suspend_provider(
            provider=provider, starts_on=data["starts_on"], reason=data["reason"],
            by=person(request), at=clock.now(),
        )  # fmt: skip
    except DomainError as error:
        return say_why_not(form, error)
    words = _("%(name)s gets no new jobs. It has been told, and so have the centers.")
    messages.success(request, words % {"name": provider.name})
    if data["back"]:
        _take_back(request, provider)
    return 200


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What has not been visited goes to others; once more where it did not succeed."""
    _take_back(request, _provider(request, pk))
    return redirect("suspend_provider", pk=pk)


def _take_back(request: HttpRequest, provider: Provider) -> None:
    """One outcome per job; why one could not be taken back is said."""
    barring = suspending.barring_of(provider)
    if barring is None:
        messages.error(request, _("This provider is not suspended any more."))
        return
    found = suspending.take_jobs_back(
        provider=provider, barring=barring, by=person(request), at=clock.now()
    )
    for row in found:
        if row.refused:
            messages.error(request, f"{row.case.number}: {row.refused}")
    done = sum(not row.refused for row in found)
    words = ngettext(
        "%(n)d case goes to another provider.",
        "%(n)d cases go to other providers.",
        done,
    )
    messages.info(request, words % {"n": done})


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """New jobs again from today on."""
    provider, form = _provider(request, pk), ReasonForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            suspending.lift(
                provider=provider, by=person(request), at=clock.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            status = say_why_not(form, error)
        else:
            words = _("%(name)s may get new jobs again.")
            messages.success(request, words % {"name": provider.name})
            return redirect("provider", pk=pk)
    return _page(request, provider, SuspendForm(), form, status)


def _page(
    request: HttpRequest,
    provider: Provider,
    form: forms.Form,
    lift_form: forms.Form,
    status: int,
) -> HttpResponse:
    standing = _standing(provider)
    barring = suspending.barring_of(provider)
    first = barring.first if barring else clock.today()
    jobs = suspending.open_jobs(provider, person(request), first)
    context: dict[str, Any] = {
        "provider": provider,
        "standing": standing,
        "barring": barring,
        "form": form,
        "lift_form": lift_form,
        "jobs": jobs,
        "leaving": [job for job in jobs if job.leaves],
        "earlier": provider.suspensions.exclude(ends_on=None),
    }
    return render(request, "desks/suspend.html", context, status=status)
