"""Centers on their way to designation: the list, a candidate, one of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from designations.actions import reviewable
from designations.choices import WITH_THE_CENTER, DesignationState
from designations.models import Designation, YearlyReview
from desks.designation_events import events_of
from desks.doors import for_deed, row_or_404
from face import formats
from foundation import clock
from foundation.errors import DomainError
from workflows.centerfile import (
    GRADE_TONES,
    designation_context,
    review_context,
    tone_of,
)
from workflows.kept import pending_of_centers
from workflows.models import Due
from workflows.start_designation import (
    end_candidate,
    open_yearly_review,
    open_yearly_reviews,
)
from workflows.steps.forms import say_why_not

PER_PAGE = 25
VIEW = "designations.view"
SET_HOURS = "designations.set_hours"


@require_safe
@for_deed(VIEW)
def designations(request: HttpRequest) -> HttpResponse:
    """Every center the person may see: state, next step, day, last grade."""
    user = person(request)
    rows = Designation.objects.visible_to(user).select_related("center", "district")
    dues = Due.objects.open().select_related("task")
    found = rows.prefetch_related(
        Prefetch("dues", dues),
        Prefetch("reviews", YearlyReview.objects.order_by("-year")),
        Prefetch("reviews__dues", dues),
    )
    page = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    year = clock.today().year
    context = {
        "page": page,
        "rows": [_line(row) for row in page],
        "pending": pending_of_centers(user),
        "may_nurture": user.has_perm("designations.nurture"),
        "may_open": user.has_perm("designations.open_review"),
        "years": [(one, reviewable(year=one).count()) for one in (year - 1, year)],
    }
    return render(request, "desks/designations.html", context)


def _line(row: Any) -> dict[str, Any]:
    reviews = list(row.reviews.all())
    graded = next((one for one in reviews if one.grade), None)
    dues = [*row.dues.all(), *(due for one in reviews for due in one.dues.all())]
    due = min(dues, key=lambda one: one.due_on, default=None)
    return {
        "designation": row,
        "tone": tone_of(row),
        "grade": graded,
        "grade_tone": GRADE_TONES[graded.grade] if graded else "",
        "step": due.task.flow_task.task_title if due else "",
        "due": formats.due_day(due.due_on, clock.today()) if due else None,
    }


@require_safe
@for_deed(VIEW)
def designation(request: HttpRequest, pk: int) -> HttpResponse:
    """One center: path, what was handed in, sheets, notice, years, timeline."""
    user = person(request)
    found = designation_or_404(request, VIEW, pk)
    context = designation_context(found, user, at=clock.now())
    context["events"] = events_of(found, user)
    context["may_end"] = found.state == DesignationState.NURTURED and user.has_perm(
        "designations.end_nurturing", found
    )
    context["may_set_hours"] = found.state in WITH_THE_CENTER and user.has_perm(
        SET_HOURS, found
    )
    context["years"] = _years_to_open(found, user)
    return render(request, "desks/designation.html", context)


def _years_to_open(found: Designation, user: Any) -> list[int]:
    if not user.has_perm("designations.open_review"):
        return []
    year = clock.today().year
    return [
        one
        for one in (year - 1, year)
        if reviewable(year=one).filter(pk=found.pk).exists()
    ]


def designation_or_404(request: HttpRequest, deed: str, pk: int) -> Designation:
    """The designation, if the person may see it and do the deed."""
    rows = Designation.objects.visible_to(request.user)
    rows = rows.select_related("center", "district", "checklist", "nurtured_by")
    found: Designation = row_or_404(request, deed, rows, pk=pk)
    return found


class EndForm(forms.Form):
    """Why the candidate is not nurtured any longer."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "POST"])
def end_nurturing(request: HttpRequest, pk: int) -> HttpResponse:
    """End a candidate's nurturing, with a reason."""
    found = designation_or_404(request, "designations.end_nurturing", pk)
    form = EndForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            end_candidate(
                designation=found, by=person(request), at=clock.now(),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except DomainError as error:
            status = say_why_not(form, error)
        else:
            messages.success(request, _("The nurturing has ended."))
            return redirect("designation", pk=pk)
    context = {"designation": found, "form": form}
    return render(request, "desks/designation_end.html", context, status=status)


def _year_of(request: HttpRequest) -> int:
    text = request.POST.get("year", "")
    return int(text) if text.isdecimal() and len(text) == len("2026") else 0


@require_POST
@for_deed("designations.open_review")
def open_reviews(request: HttpRequest) -> HttpResponse:
    """Open the year of every designated center at once."""
    try:
        count = open_yearly_reviews(
            year=_year_of(request), by=person(request), at=clock.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Opened for %(n)s centers.") % {"n": count})
    return redirect("designations")


@require_POST
@for_deed("designations.open_review")
def open_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one center's year."""
    found = designation_or_404(request, "designations.open_review", pk)
    try:
        review = open_yearly_review(
            designation=found, year=_year_of(request), by=person(request),
            at=clock.now(),
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("designation", pk=pk)
    return redirect("center_review", pk=review.pk)


@require_safe
@for_deed(VIEW)
def center_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One center's year: figures, grade, rectification, decision."""
    rows = YearlyReview.objects.visible_to(request.user)
    rows = rows.select_related("center", "district", "designation__center")
    found = row_or_404(request, VIEW, rows, pk=pk)
    context = review_context(found, person(request), at=clock.now())
    return render(request, "desks/center_review.html", context)
