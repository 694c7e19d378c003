"""The staff of the acting person's place, and parting with one of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actions import staff_of
from accounts.models import Membership
from accounts.requests import person
from desks.doors import for_deed, row_or_404
from foundation import clock
from foundation.errors import DomainError
from workflows.leaving import part_with
from workflows.models import Due
from workflows.steps.change import ReasonForm
from workflows.steps.forms import say_why_not

PER_PAGE = 25


class SearchForm(forms.Form):
    """By a person's name or the name of their place."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Name or place")}),
    )


@for_deed("accounts.view_staff")
def staff(request: HttpRequest) -> HttpResponse:
    """Who acts for the place today, each with the number of steps they have taken."""
    user, form = person(request), SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = _found(staff_of(user, at=clock.now()), words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": list(page),
        "mine": user.pk,
    }
    return render(request, "desks/staff.html", context)


def _found(rows: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    if words:
        rows = rows.filter(
            Q(user__name__icontains=words)
            | Q(provider__name__icontains=words)
            | Q(center__name_zh__icontains=words)
            | Q(district__name_zh__icontains=words)
        )
    return rows.order_by("role", "user__name", "pk")


@require_http_methods(["GET", "POST"])
def end_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Part with one person; their open steps are everybody's again."""
    user = person(request)
    rows = staff_of(user, at=clock.now())
    row = row_or_404(request, "accounts.end_staff_membership", rows, pk=pk)
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid() and _part(request, row, form):
            return redirect("staff")
        status = 422
    steps = Due.objects.visible_to(user).open().filter(task__owner=row.user_id)
    context = {"row": row, "form": form, "steps": steps.count()}
    return render(request, "desks/end_staff.html", context, status=status)


def _part(request: HttpRequest, row: Any, form: forms.Form) -> bool:
    try:
        freed = part_with(
            membership=row, by=person(request), at=clock.now(), **form.cleaned_data
        )
    except DomainError as error:
        say_why_not(form, error)
        return False
    words = _("%(name)s does not act here any more; %(n)s steps are open to all.")
    messages.success(request, words % {"name": row.user.name, "n": freed})
    return True
