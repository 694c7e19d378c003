"""One inbox for all: mine, claimable, done; late first."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desks.saved import saved_of
from face import formats
from face.items import Tab, Task
from face.paging import LongList
from foundation import clock
from foundation.access.policies import deeds_of
from workflows.levels import NEXT_LEVEL
from workflows.models import Due, Enquiry
from workflows.summary import subject_line

PER_PAGE = 25
TABS = {
    "open": gettext_lazy("All open"),
    "mine": gettext_lazy("Mine"),
    "claimable": gettext_lazy("Free to take"),
    "late": gettext_lazy("Late"),
    "escalated": gettext_lazy("Told to my level"),
    "done": gettext_lazy("Done"),
}

LEVELS = frozenset(role for above in NEXT_LEVEL.values() for role in above)


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
        rows = rows.matching(form.cleaned_data["q"])
    may_pick = "workflows.reassign" in deeds_of(user.role)
    page = LongList(rows.with_names(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(user, tab),
        "form": form,
        "page": page,
        "items": [_item(due, user, pick=may_pick) for due in page],
        "may_pick": may_pick and tab != "done",
        "saved": saved_of(user, "inbox"),
        "questions": [_question(row) for row in _questions(user)],
        "tab": tab,
    }
    return render(request, "desks/inbox.html", context)


def _rows(user: Any, tab: str) -> Any:
    due, today = Due.objects, clock.today()
    ask: dict[str, Callable[[], Any]] = {
        "open": lambda: due.for_person(user),
        "mine": lambda: due.mine(user, today),
        "claimable": lambda: due.claimable(user),
        "late": lambda: due.for_person(user).late(today),
        "escalated": lambda: due.escalated_to(user),
        "done": lambda: due.done_by_person(user),
    }
    return ask[tab]()


def _tabs(user: Any, current: str) -> list[Tab]:
    return [
        Tab(
            url=f"?tab={key}",
            label=str(label),
            count=None if key == "done" else _rows(user, key).count(),
            current=key == current,
        )
        for key, label in TABS.items()
        if key != "escalated" or user.role in LEVELS
    ]


def _questions(user: Any) -> Any:
    rows = Enquiry.objects.for_person(user).order_by("answer_by", "pk")
    return rows.select_related("due__booking__company", "asked_by")[:PER_PAGE]


def _question(row: Enquiry) -> Task:
    """A question that waits for the person's side, as a row of its own."""
    words = formats.due_day(row.answer_by, clock.today())
    firm = row.due.booking.company.name if row.due.booking else ""
    return Task(
        url=reverse("question", args=[row.pk]),
        title=_("A question to you"),
        line=f"{firm} · {row.question}",
        meta=_("from %(name)s") % {"name": row.asked_by.name},
        icon="message-circle-question-mark",
        tone=words.tone or "info",
        due=words,
        action=_("Answer"),
    )


def _item(due: Due, user: Any, *, pick: bool) -> Task:
    node = due.task.flow_task
    if due.done_at is not None:
        words = formats.Due(formats.moment(due.done_at), "")
    else:
        words = formats.due_day(due.due_on, clock.today())
    url = reverse("task", args=[due.task_id])
    owner = due.task.owner
    return Task(
        pick=str(due.task_id) if pick and due.done_at is None else "",
        url=url,
        title=node.task_title,
        line=subject_line(due.subject, user),
        meta=_("with %(name)s") % {"name": owner.name} if owner else "",
        icon=node.icon,
        tone="ok" if due.done_at else words.tone or "info",
        due=words,
        action="" if due.done_at else _("Deal with it"),
    )
