"""The center's advisers: list, one, add, change, who has left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from bookings.planning import plan_center
from centers.actions import (
    DEED,
    add_adviser,
    change_adviser,
    mark_of,
    set_adviser_active,
)
from centers.models import Adviser
from desks.consultant_forms import weekday_words
from desks.doors import row_or_404
from desks.service_forms import AdviserForm, say_again
from desks.views_week import center_of
from foundation import clock
from foundation.errors import DomainError


@require_safe
def advisers(request: HttpRequest) -> HttpResponse:
    """Who advises firms at the center, when and in what."""
    rows = Adviser.objects.visible_to(person(request)).prefetch_related(
        "services", "leaves"
    )
    context = {
        "center": center_of(request),
        "rows": [_line(row) for row in rows.order_by("-is_active", "name")],
    }
    return render(request, "desks/advisers.html", context)


def _line(row: Adviser) -> dict[str, Any]:
    """One row of the list: the person and its time in words."""
    today = clock.today()
    ahead = [leave for leave in row.leaves.all() if leave.last_on >= today]
    leave = min(ahead, key=lambda one: one.first_on, default=None)
    return {
        "row": row,
        "days": weekday_words(row.weekdays),
        "most": _most_words(row),
        "services": _(", ").join(str(one) for one in row.services.all()),
        "leave": leave,
        "away": leave is not None and leave.first_on <= today,
    }


def _most_words(row: Adviser) -> str:
    """The limits of appointments: 4 a day, 12 a week; nothing where there are none."""
    limits = ((row.per_day, _("%(n)d a day")), (row.per_week, _("%(n)d a week")))
    return _(", ").join(words % {"n": most} for most, words in limits if most)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new adviser."""
    center = center_of(request)
    form = AdviserForm(
        request.POST or None, center=center, initial={"weekdays": list("01234")}
    )
    return _saved(
        request, form, None, lambda seen, **facts: add_adviser(center=center, **facts)
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, adviser_id: int) -> HttpResponse:
    """Name, title, weekdays, limits, services."""
    row = _own(request, adviser_id)
    initial = {
        "name": row.name,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "weekdays": list(row.weekdays),
        "per_day": row.per_day,
        "per_week": row.per_week,
        "services": list(row.services.all()),
        "seen": mark_of(row),
    }
    form = AdviserForm(request.POST or None, center=row.center, initial=initial)
    return _saved(
        request, form, row, lambda **facts: change_adviser(adviser=row, **facts)
    )


def _own(request: HttpRequest, adviser_id: int) -> Adviser:
    rows = Adviser.objects.visible_to(person(request)).select_related("center")
    found: Adviser = row_or_404(request, DEED, rows, pk=adviser_id)
    return found


def _saved(
    request: HttpRequest, form: AdviserForm, row: Adviser | None, deed: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            deed(by=person(request), at=clock.now(), **form.deed())
        except DomainError as error:
            status = say_again(form, row, error)
        else:
            plan_center(center_of(request), at=clock.now())
            messages.success(request, _("Saved. Drafts follow; booked times stay."))
            return redirect("advisers")
    context = {"form": form, "row": row}
    return render(request, "desks/adviser.html", context, status=status)


@require_POST
def set_state(request: HttpRequest, adviser_id: int) -> HttpResponse:
    """Somebody leaves the center, or comes back."""
    row, active = _own(request, adviser_id), bool(request.POST.get("active"))
    try:
        set_adviser_active(
            adviser=row, active=active, by=person(request), at=clock.now()
        )
    except DomainError as error:
        messages.info(request, str(error))
        return redirect("advisers")
    plan_center(row.center, at=clock.now())
    words = (
        _("%(name)s is back. Choose the services.")
        if active
        else _("%(name)s serves nothing any more; what is booked stays.")
    )
    messages.success(request, words % {"name": row.name})
    return redirect("change_adviser", row.pk) if active else redirect("advisers")
