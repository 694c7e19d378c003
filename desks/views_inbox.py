"""One inbox for all: mine, claimable, done; late first."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face import formats
from face.items import Tab, Task
from foundation import clock
from workflows.models import Due
from workflows.summary import subject_line

PER_PAGE = 25
TABS = {
    "open": gettext_lazy("All open"),
    "mine": gettext_lazy("Mine"),
    "claimable": gettext_lazy("Free to take"),
    "late": gettext_lazy("Late"),
    "done": gettext_lazy("Done"),
}


class SearchForm(forms.Form):
    """Find by case number or firm."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Number or firm")}),
    )
    tab = forms.CharField(required=False, widget=forms.HiddenInput)


def inbox(request: HttpRequest) -> HttpResponse:
    """The list; the same few queries however long it is."""
    user: Any = request.user
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    form = SearchForm(request.GET)
    rows = _rows(user, tab)
    if form.is_valid() and form.cleaned_data["q"] and user.role != "assessor":
        rows = rows.filter(_matches(form.cleaned_data["q"]))
    page = Paginator(rows.with_names(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(user, tab),
        "form": form,
        "page": page,
        "items": [_item(due, user) for due in page],
        "tab": tab,
    }
    return render(request, "desks/inbox.html", context)


def _matches(words: str) -> Q:
    return (
        Q(booking__number__icontains=words)
        | Q(booking__company__name__icontains=words)
        | Q(booking__company__credit_code__iexact=words)
        | Q(award__provider__name__icontains=words)
    )


def _rows(user: Any, tab: str) -> Any:
    due = Due.objects
    if tab == "done":
        return due.done_by_person(user)
    if tab == "late":
        return due.for_person(user).late(clock.today())
    ask = {"mine": due.mine, "claimable": due.claimable}.get(tab, due.for_person)
    return ask(user)


def _tabs(user: Any, current: str) -> list[Tab]:
    return [
        Tab(
            url=f"?tab={key}",
            label=str(label),
            count=None if key == "done" else _rows(user, key).count(),
            current=key == current,
        )
        for key, label in TABS.items()
    ]


def _item(due: Due, user: Any) -> Task:
    node = due.task.flow_task
    if due.done_at is not None:
        words = formats.Due(formats.moment(due.done_at), "")
    else:
        words = formats.due_day(due.due_on, clock.today())
    url = reverse("task", args=[due.task_id])
    owner = due.task.owner
    return Task(
        url=url,
        title=node.task_title,
        line=subject_line(due.subject, user),
        meta=_("with %(name)s") % {"name": owner.name} if owner else "",
        icon=node.icon,
        tone="ok" if due.done_at else words.tone or "info",
        due=words,
        action="" if due.done_at else _("Deal with it"),
    )
