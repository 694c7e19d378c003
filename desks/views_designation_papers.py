"""A designation's draft and its files: kept, added, taken out, shown."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from designations import actions
from designations.choices import WITH_THE_CENTER, PaperKind
from designations.models import Designation, ObjectionPaper, Paper
from desks.doors import row_or_404
from desks.views_designations import designation_or_404
from face.files import PaperField, answer
from face.formats import clock as clock_words
from foundation import clock
from foundation.errors import DomainError
from workflows.checklists import name_of, rows_of
from workflows.models import Due
from workflows.steps.designation_forms import ChecklistForm
from workflows.steps.forms import say_why_not

APPLY = "designations.apply"


@require_POST
def save_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what has been typed so far; what makes no sense yet is left out."""
    found = designation_or_404(request, APPLY, pk)
    form = ChecklistForm(request.POST, checklist=found.checklist)
    form.is_valid()
    at = clock.now()
    try:
        actions.save_draft(designation=found, answers=form.answers(), at=at)
    except DomainError as error:
        words, done = str(error), False
    else:
        words, done = _("Draft saved at %(at)s") % {"at": clock_words(at)}, True
    if "HX-Request" in request.headers:
        return render(request, "desks/designation_saved.html", {"words": words})
    (messages.success if done else messages.error)(request, words)
    point = request.POST.get("to_papers", "")
    if point:
        return redirect(
            f"{reverse('center_papers', args=[pk])}?{urlencode({'point': point})}"
        )
    return redirect(_way_back(found))


def _way_back(found: Designation) -> str:
    """The step on which the checklist is filled in, else the designation's page."""
    due = Due.objects.open().filter(designation=found, deed__in=CENTER_DEEDS).first()
    return f"/tasks/{due.task_id}/" if due else f"/designations/{found.pk}/"


CENTER_DEEDS = (APPLY, "designations.complete")


class PaperForm(forms.Form):
    """Which point, and the file."""

    point = forms.ChoiceField(label=gettext_lazy("Point"))
    file = PaperField()

    def __init__(self, *args: object, designation: Designation, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        points = designation.checklist.points
        self.fields["point"].choices = [  # type: ignore[attr-defined]
            (point["id"], name_of(point)) for point in points
        ]


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of the draft by point, and a form to add one."""
    found = designation_or_404(request, APPLY, pk)
    first = {"point": request.GET.get("point", "")}
    form = PaperForm(
        request.POST or None, request.FILES or None, designation=found, initial=first
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_paper(
                designation=found, upload=form.cleaned_data["file"],
                point=form.cleaned_data["point"], by=person(request), at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            status = say_why_not(form, error)
        else:
            messages.success(request, _("The file has been added."))
            return redirect("center_papers", pk=pk)
    rows = found.papers.filter(what=PaperKind.POINT).select_related("uploaded_by")
    is_open = found.state in WITH_THE_CENTER
    context = {
        "designation": found,
        "form": form,
        "is_open": is_open,
        "back": _way_back(found),
        "rows": rows_of(found.checklist, {}, papers=rows, may_drop=is_open),
    }
    return render(request, "desks/designation_papers.html", context, status=status)


@require_POST
def drop_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of the draft."""
    rows = Paper.objects.visible_to(request.user).select_related("designation")
    found: Paper = row_or_404(request, APPLY, rows, pk=pk)
    try:
        actions.drop_paper(paper=found, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file has been taken out."))
    return redirect("center_papers", pk=found.designation_id)


@require_safe
def paper(request: HttpRequest, pk: int) -> FileResponse:
    """One file, to whoever may see its center's papers."""
    rows = Paper.objects.visible_to(request.user)
    found: Paper = row_or_404(request, "designations.read_paper", rows, pk=pk)
    return answer(found.file, found.kind, f"center-{found.designation_id}-{found.pk}")


@require_safe
def objection_paper(request: HttpRequest, pk: int) -> FileResponse:
    """A file beside an objection, to the bureau alone."""
    rows = ObjectionPaper.objects.visible_to(request.user)
    found: ObjectionPaper = row_or_404(
        request, "designations.read_objection", rows, pk=pk
    )
    return answer(found.file, found.kind, f"objection-{found.objection_id}-{found.pk}")
