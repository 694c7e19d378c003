"""What is on time, at risk or late, by step, center and provider; and urging."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from centers.models import Center
from desks.doors import for_deed
from desks.facts import STEP_TITLES
from desks.reading import note_read
from desks.saved import saved_of
from face import formats
from face.addresses import site_of
from face.csv_files import csv_file, wants_csv
from face.items import Tab
from face.paging import LongList
from foundation import clock
from foundation.access.policies import deeds_of
from foundation.errors import DomainError
from providers.models import Provider
from workflows import board, deadlines
from workflows.casefile import who_acts
from workflows.choices import Clock
from workflows.models import Due
from workflows.querysets import clock_is
from workflows.steps.base import due_or_404
from workflows.summary import page_of, subject_line

PER_PAGE = 25
TONES = {Clock.LATE: "bad", Clock.AT_RISK: "warn", Clock.ON_TIME: "ok"}
BY = {
    "step": gettext_lazy("By step"),
    "center": gettext_lazy("By center"),
    "provider": gettext_lazy("By provider"),
}


class BoardForm(forms.Form):
    """Which open steps are listed."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Number or firm")}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Clock"),
        required=False,
        choices=[("", gettext_lazy("All")), *Clock.choices],
    )
    by = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput)


@for_deed("workflows.view_deadlines")
def board_page(request: HttpRequest) -> HttpResponse:
    """The board and under it the steps behind the chosen figure; also as CSV."""
    user, at, today = person(request), clock.now(), clock.today()
    by = request.GET.get("by", "step")
    by = by if by in BY else "step"
    form = BoardForm(request.GET)
    rows = _chosen(board.open_steps(user, by), form, by).with_clock(today)
    if wants_csv(request):
        note_read(request, "workflows.export")
        return _as_csv(rows.with_names(), user)
    page = LongList(rows.with_names(), PER_PAGE).get_page(request.GET.get("page"))
    lines = board.lines(user, by, at, today)
    _name(lines, by)
    context = {
        "tabs": [Tab(f"?by={key}", str(BY[key]), current=key == by) for key in BY],
        "by": by,
        "lines": lines,
        "states": list(Clock),
        "totals": board.totals(board.open_steps(user), today),
        "form": form,
        "page": page,
        "rows": [_row(due, user) for due in page],
        "chosen": _chosen_words(lines, request.GET.get("key", "")),
        "saved": saved_of(user, "deadlines"),
        "may_urge": "workflows.urge" in deeds_of(user.role),
        "may_read_flows": user.has_perm("workflows.read_flows"),
    }
    return render(request, "desks/deadlines.html", context)


def _chosen(rows: Any, form: BoardForm, by: str) -> Any:
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("state"):
        rows = rows.filter(clock_is(data["state"], clock.today()))
    if data.get("q"):
        rows = rows.matching(data["q"])
    key = data.get("key", "")
    if key and (by == "step" or key.isdecimal()):
        rows = rows.filter(**{board.GROUPS[by]: key})
    return rows


def _name(lines: list[board.Line], by: str) -> None:
    """Words for the groups (one query at most)."""
    if by == "step":
        for line in lines:
            line.label = _(STEP_TITLES.get(line.key, line.key))
        return
    model: Any = Center if by == "center" else Provider
    names = model.objects.in_bulk([line.key for line in lines if line.key])
    for line in lines:
        line.label = str(names.get(line.key) or _("The bureau"))


def _chosen_words(lines: list[board.Line], key: str) -> str:
    return next((line.label for line in lines if str(line.key) == key), "")


def _row(due: Due, user: Any) -> dict[str, Any]:
    today = clock.today()
    state = Clock(due.clock)  # type: ignore[attr-defined]
    return {
        "due": due,
        "title": due.task.flow_task.task_title,
        "line": subject_line(due.subject, user),
        "url": page_of(due.subject),
        "who": who_acts(due),
        "day": formats.due_day(due.due_on, today),
        "since": due.opened_at,
        "state": state.label,
        "tone": TONES.get(state, ""),
    }


def _as_csv(rows: Any, user: Any) -> HttpResponse:
    heads = [_("Step"), _("Concerns"), _("Who acts"), _("Due"), _("Clock")]
    made = (_row(due, user) for due in rows)
    cells = (
        [row["title"], row["line"], row["who"], row["due"].due_on.isoformat(),
         row["state"]]
        for row in made
    )  # fmt: skip
    return csv_file("deadlines", heads, cells)


@require_http_methods(["GET", "POST"])
def urge(request: HttpRequest, task_id: int) -> HttpResponse:
    """One tap urges; then a text stands ready to be pasted into a chat."""
    due = due_or_404(request, task_id)
    if not person(request).has_perm("workflows.urge", due):
        return redirect(page_of(due.subject))
    problem = ""
    if request.method == "POST":
        try:
            deadlines.urge(due=due, by=person(request), at=clock.now())
        except DomainError as error:
            problem = str(error)
    context = {
        "due": due,
        "title": due.task.flow_task.task_title,
        "line": subject_line(due.subject, request.user),
        "who": who_acts(due),
        "back": page_of(due.subject),
        "problem": problem,
        "sent": request.method == "POST" and not problem,
        "text": _text(request, due),
    }
    status = 409 if problem else 200
    return render(request, "desks/urge.html", context, status=status)


def _text(request: HttpRequest, due: Due) -> str:
    """What is pasted into the chat."""
    day = formats.due_day(due.due_on, clock.today())
    facts = {
        "step": due.task.flow_task.task_title,
        "subject": subject_line(due.subject, request.user),
        "day": formats.day(due.due_on, "long"),
        "how": day.text,
        "url": f"{site_of(request)}{reverse('task', args=[due.task_id])}",
    }
    return _("[Please hurry] %(step)s: %(subject)s. Due %(day)s (%(how)s). "
             "Please deal with it here: %(url)s") % facts  # fmt: skip
