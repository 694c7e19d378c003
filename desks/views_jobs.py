"""Background steps: what waits, runs or has failed, and trying again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from accounts.requests import person
from bookings.models import Booking
from desks.doors import for_deed
from desks.facts import STEP_TITLES
from face.items import Tab
from foundation import clock
from foundation.errors import DomainError
from workflows import jobs
from workflows.comparing import Difference, differences

PER_PAGE = 25
STATES = {
    STATUS.ERROR: (gettext_lazy("Failed"), "bad"),
    STATUS.SCHEDULED: (gettext_lazy("Waits for a worker"), "info"),
    STATUS.STARTED: (gettext_lazy("Running"), "teal"),
    STATUS.DONE: (gettext_lazy("Done"), "ok"),
    STATUS.CANCELED: (gettext_lazy("Cancelled"), ""),
}
TABS = {"": gettext_lazy("Not done"), "done": gettext_lazy("Done")}


@for_deed("workflows.view_jobs")
def job_list(request: HttpRequest) -> HttpResponse:
    """Those not done, failed ones first; the done ones on a tab of their own."""
    done = request.GET.get("tab") == "done"
    rows = Task.objects.filter(flow_task_type="JOB")
    ended = (STATUS.DONE, STATUS.CANCELED)
    rows = rows.filter(status__in=ended) if done else rows.exclude(status__in=ended)
    order = ["-pk"] if done else ["status", "pk"]  # ERROR sorts before the others
    page = Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    cases = _cases(request, list(page))
    context = {
        "page": page,
        "rows": [_row(task, cases) for task in page],
        "tabs": [
            Tab(f"?tab={key}", str(label), current=(key == "done") == done)
            for key, label in TABS.items()
        ],
        "differences": [] if done else [_difference(one) for one in differences()],
        "may_retry": person(request).has_perm("workflows.retry"),
        "most": jobs.MAX_ATTEMPTS,
    }
    return render(request, "desks/jobs.html", context)


def _difference(one: Difference) -> dict[str, Any]:
    steps = [_(STEP_TITLES.get(node, node)) for node in one.steps]
    return {"case": one.case, "steps": _(", ").join(steps)}


def _cases(request: HttpRequest, tasks: list[Task]) -> dict[int, Booking]:
    """The case of each process (one query)."""
    rows = Booking.objects.visible_to(person(request)).with_names()
    found = rows.filter(diagnosis__process__in=[task.process_id for task in tasks])
    return {
        row.process_key: row
        for row in found.annotate(process_key=F("diagnosis__process"))
    }


def _row(task: Task, cases: dict[int, Booking]) -> dict[str, Any]:
    words, tone = STATES.get(task.status, (task.status, ""))
    data = task.data or {}
    return {
        "task": task,
        "title": task.flow_task.task_title,
        "case": cases.get(task.process_id),
        "state": words,
        "tone": tone,
        "attempt": data.get("attempt", 0),
        "error": data.get("error", ""),
        "failed": task.status == STATUS.ERROR,
        "since": task.started or task.scheduled,
    }


@require_POST
@for_deed("workflows.retry")
def retry(request: HttpRequest, task_id: int) -> HttpResponse:
    """One more round of attempts."""
    get_object_or_404(Task, pk=task_id, flow_task_type="JOB")
    try:
        jobs.retry(task_pk=task_id, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The step is tried again."))
    return redirect("jobs")
