"""Objecting to an admission; taking a provider out of the pool."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person
from admissions.actions import remove_from_pool
from admissions.models import Application, Objection, ObjectionPaper
from bookings.models import Booking
from desks.admission_forms import ObjectToForm, RemovalForm
from desks.doors import for_deed, row_or_404
from face.files import answer, papers_of
from face.kept_files import keep_files, sent_files, takes_out
from foundation import clock
from foundation.errors import DomainError
from providers.models import Provider
from providers.pool import DEED, running_term
from workflows import start_admission
from workflows.admissionfile import notice_of
from workflows.steps.forms import say_why_not

PAPER = "admission_objection_paper"


@require_http_methods(["GET", "POST"])
@for_deed(start_admission.OBJECT)
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Any provider's coordinator objects while the notice runs, and reads afterwards
    what came of it."""
    user = person(request)
    said = list(own_objections(user, pk))
    running = Application.objects.in_notice().with_names().filter(pk=pk).first()
    row = running or (said and said[0].application)
    if not row:
        raise Http404
    form = ObjectToForm(
        request.POST or None, request.FILES or None, by=user,
        initial={"real_name": user.name},
    )  # fmt: skip
    sent = request.method == "POST" and running is not None and not takes_out(form)
    if sent and form.is_valid() and _objected(request, row, form):
        messages.success(request, _("Your objection is with the bureau."))
        return redirect("object_to_admission", pk=pk)
    keep_files(form, at=clock.now())
    context = {
        "application": row, "form": form, "notice": notice_of(row),
        "running": running is not None, "objections": _with_papers(said),
    }  # fmt: skip
    status = 422 if sent and form.errors else 200
    return render(request, "desks/object_to_admission.html", context, status=status)


def _with_papers(rows: list[Objection]) -> list[dict[str, Any]]:
    return [{"row": one, "papers": papers_of(one.papers.all(), PAPER)} for one in rows]


def own_objections(user: Any, application: int) -> Any:
    """What the person's provider has said against it, with its files."""
    rows = Objection.objects.visible_to(user).filter(application=application)
    return rows.select_related(
        "application__provider", "application__call"
    ).prefetch_related("papers__uploaded_by")


@require_safe
def objection_paper(request: HttpRequest, pk: int) -> FileResponse:
    """A file beside an objection, to the bureau and to who objected."""
    rows = ObjectionPaper.objects.visible_to(request.user)
    row = row_or_404(request, "admissions.read_objection", rows, pk=pk)
    return answer(row.file, row.kind, f"objection-{row.objection_id}-{row.pk}")


def _objected(request: HttpRequest, row: Application, form: ObjectToForm) -> bool:
    """End the notice's step by the objection, under the flow's lock."""
    user, at = person(request), clock.now()
    provider: Any = user.acting.provider  # type: ignore[union-attr]
    said = {**form.cleaned_data, "files": form.cleaned_data["papers"]}
    del said["papers"]
    try:
        start_admission.object_to(
            application=row, provider=provider, by=user, at=at, **said
        )
    except DomainError as error:
        say_why_not(form, error)
        return False
    sent_files(form)
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
