"""A provider applies: a draft that saves itself, its papers, handing in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from admissions.actions import (
    add_evidence,
    begin,
    lacks,
    remove_evidence,
    save_draft,
)
from admissions.choices import EDITABLE, ApplicationState
from admissions.models import Application, Call, Evidence
from desks.admission_forms import ApplicationForm, UploadForm
from desks.doors import for_deed, row_or_404
from foundation import clock
from foundation.errors import DomainError
from workflows.admissionfile import evidence_of
from workflows.start_admission import hand_in, withdraw
from workflows.steps.forms import say_why_not

EDIT = "admissions.edit"


@require_POST
@for_deed("admissions.apply")
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    call, provider = get_object_or_404(Call.objects.public(), pk=pk), _own(request)
    rows = Application.objects.visible_to(request.user)
    there = rows.filter(call=call, state__in=EDITABLE).first()
    if there is not None:
        return redirect("edit_application", pk=there.pk)
    try:
        made = begin(call=call, provider=provider, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("public_call", pk=call.pk)
    return redirect("edit_application", pk=made.pk)


def _own(request: HttpRequest) -> Any:
    return person(request).acting.provider  # type: ignore[union-attr]


def _editable(request: HttpRequest, pk: int) -> Any:
    rows = Application.objects.visible_to(request.user).with_names()
    return row_or_404(request, EDIT, rows, pk=pk)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it stands; kept, or handed in where nothing is missing."""
    row = _editable(request, pk)
    if row.state not in EDITABLE:
        return redirect("application", pk=pk)
    form = ApplicationForm(request.POST or None, application=row)
    if request.method == "POST" and form.is_valid() and _kept(request, row, form):
        return redirect("application", pk=pk)
    return _page(request, row, form)


def _kept(request: HttpRequest, row: Any, form: ApplicationForm) -> bool:
    """Save; hand in where that was asked for. What is missing goes onto the form."""
    facts: dict[str, Any] = {"by": person(request), "at": clock.now()}
    try:
        save_draft(application=row, facts=form.facts(), **facts)
        if "hand_in" not in request.POST or row.state != ApplicationState.DRAFT:
            messages.success(request, _("The draft is kept."))
            return True
        hand_in(application=row, **facts)
    except DomainError as error:
        say_why_not(form, error)
        return False
    messages.success(request, _("Handed in: the bureau checks it now."))
    return True


def _page(
    request: HttpRequest, row: Any, form: ApplicationForm, **more: Any
) -> HttpResponse:
    context = {
        "application": row,
        "form": form,
        "evidence": evidence_of(row, request.user, "remove_evidence"),
        "upload": more.get("upload") or UploadForm(),
        "wrong_item": more.get("item", ""),
        "lacks": lacks(row),
        "is_draft": row.state == ApplicationState.DRAFT,
    }
    bad = form.errors or more.get("item")
    return render(
        request, "desks/application_edit.html", context, status=422 if bad else 200
    )


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is valid so far, while the person types; nothing is said but when."""
    row = _editable(request, pk)
    form = ApplicationForm(request.POST, application=row)
    form.is_valid()
    try:
        save_draft(
            application=row, facts=form.facts(), by=person(request), at=clock.now()
        )
    except DomainError as error:
        return HttpResponse(str(error), status=409)
    row.refresh_from_db()
    return render(request, "desks/application_saved.html", {"application": row})


@require_POST
def upload(request: HttpRequest, pk: int, item: str) -> HttpResponse:
    """One more file for a required item."""
    row, form = _editable(request, pk), UploadForm(request.POST, request.FILES)
    if form.is_valid():
        facts = {"item": item, "upload": form.cleaned_data["file"]}
        try:
            add_evidence(application=row, by=person(request), at=clock.now(), **facts)
        except DomainError as error:
            say_why_not(form, error)
        else:
            messages.success(request, _("The file is kept."))
            return redirect(f"/applications/{pk}/edit/#item-{item}")
    return _page(request, row, ApplicationForm(application=row), upload=form, item=item)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away again."""
    rows = Evidence.objects.visible_to(request.user).select_related("application")
    row = row_or_404(request, EDIT, rows, pk=pk)
    try:
        remove_evidence(evidence=row, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("edit_application", pk=row.application_id)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the application up."""
    row = _editable(request, pk)
    try:
        withdraw(application=row, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The application has been taken back."))
    return redirect("application", pk=pk)
