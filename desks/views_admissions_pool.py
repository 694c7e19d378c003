"""Objecting to an admission; taking a provider out of the pool."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from admissions.actions import raise_objection, remove_from_pool
from admissions.models import Application
from bookings.models import Booking
from desks.admission_forms import ObjectToForm, RemovalForm
from desks.doors import for_deed, row_or_404
from foundation import clock
from foundation.errors import DomainError
from providers.models import Provider
from providers.pool import DEED, running_term
from workflows import engine
from workflows.admissionfile import notice_of
from workflows.models import Due
from workflows.steps.forms import say_why_not

OBJECT = "admissions.object"


@require_http_methods(["GET", "POST"])
@for_deed(OBJECT)
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Any provider's coordinator objects while the notice runs."""
    rows = Application.objects.in_notice().with_names()
    row = get_object_or_404(rows, pk=pk)
    form = ObjectToForm(
        request.POST or None, initial={"real_name": person(request).name}
    )
    if request.method == "POST" and form.is_valid() and _objected(request, row, form):
        messages.success(request, _("Your objection is with the bureau."))
        return redirect("admission_notices")
    context = {"application": row, "form": form, "notice": notice_of(row)}
    status = 422 if form.errors else 200
    return render(request, "desks/object_to_admission.html", context, status=status)


def _objected(request: HttpRequest, row: Application, form: ObjectToForm) -> bool:
    """End the notice's step by the objection, under the flow's lock."""
    user, at = person(request), clock.now()
    provider: Any = user.acting.provider  # type: ignore[union-attr]
    due = get_object_or_404(
        Due.objects.open(), application=row, node="admission_notice"
    )

    def perform(subject: Any, _task: Any) -> None:
        raise_objection(
            application=subject, provider=provider, by=user, at=at, **form.cleaned_data
        )
        # The applicant sees its steps, and must not learn there who objected.
        Due.objects.filter(pk=due.pk).update(done_by=None)

    try:
        engine.complete(due=due, by=user, at=at, perform=perform, deed=OBJECT)
    except DomainError as error:
        say_why_not(form, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the pool from a day on; how many of its jobs are open is said first."""
    rows = Provider.objects.visible_to(request.user)
    row = row_or_404(request, DEED, rows, pk=pk)
    today = clock.today()
    form = RemovalForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid() and _removed(request, row, form):
        return redirect("suspend_provider", pk=pk)
    jobs = Booking.objects.visible_to(request.user).running().filter(provider=row)
    context = {
        "provider": row,
        "form": form,
        "term": running_term(row, today),
        "open_jobs": jobs.count(),
    }
    status = 422 if form.errors else 200
    return render(request, "desks/remove_provider.html", context, status=status)


def _removed(request: HttpRequest, row: Provider, form: RemovalForm) -> bool:
    try:
        remove_from_pool(
            provider=row, by=person(request), at=clock.now(), **form.cleaned_data
        )
    except DomainError as error:
        say_why_not(form, error)
        return False
    messages.success(request, _("The provider leaves the pool and has been told."))
    return True
