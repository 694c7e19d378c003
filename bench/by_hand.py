"""A view that reviews a report by hand: what the same writes cost without an engine.

Signed in by Django's own session, on the product's tables through the ORM; the person's
role is asked, the rows are locked, and every row is written that the product writes.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django.setup()

from typing import Any  # noqa: E402

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import redirect  # noqa: E402
from django.urls import path  # noqa: E402
from viewflow.workflow.models import Task  # noqa: E402

from accounts.models import Membership  # noqa: E402
from bookings.models import Booking  # noqa: E402
from diagnoses.models import Diagnosis, Report, Review  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.access.roles import Role  # noqa: E402
from foundation.audit.models import Entry  # noqa: E402
from foundation.models import work_calendar  # noqa: E402
from foundation.notices.models import Message  # noqa: E402
from workflows.flows.diagnosis import DiagnosisFlow  # noqa: E402
from workflows.models import Due, Term  # noqa: E402


def review(request: HttpRequest, task_id: int) -> HttpResponse:
    """Pass the report: eleven writes in one transaction."""
    user: Any = request.user
    with transaction.atomic():
        rows = Due.objects.select_for_update(of=("self",))
        due: Any = rows.select_related("booking__company", "task__process").get(
            task_id=task_id
        )
        homes = Membership.objects.filter(user=user, role=Role.MANAGER)
        if due.done_at or not homes.filter(center=due.center_id).exists():
            return HttpResponse(status=409)
        _write(due, user)
    return redirect(f"/cases/{due.booking.number}/")


def _write(due: Any, user: Any) -> None:
    at, calendar, case = clock.now(), work_calendar(), due.booking
    diagnosis = Diagnosis.objects.select_related("report").get(booking=case)
    Review.objects.create(
        diagnosis=diagnosis, version=diagnosis.report.version, passed=True, at=at,
        by=user,
    )  # fmt: skip
    Report.objects.filter(pk=diagnosis.report.pk).update(state="passed", passed_at=at)
    Booking.objects.filter(pk=case.pk).update(stage="signing")
    Entry.objects.create(
        at=at, actor=user, actor_name=user.name, role=Role.MANAGER,
        deed="diagnoses.review_report", object_type="bookings.Booking",
        object_id=str(case.pk), object_name=case.number, after={"passed": True},
    )  # fmt: skip
    took = calendar.between(clock.local_day(due.opened_at), clock.local_day(at))
    Due.objects.filter(pk=due.pk).update(
        done_at=at, done_by=user, outcome="done", took=max(0, took)
    )
    due.enquiries.filter(ended_at=None).update(ended_at=at, outcome="withdrawn")
    Task.objects.filter(pk=due.task_id).update(
        status="DONE", owner=user, started=at, finished=at
    )
    _open_next(due, at, calendar)


def _open_next(due: Any, at: Any, calendar: Any) -> None:
    case, node = due.booking, DiagnosisFlow.sign_off
    task = Task.objects.create(
        process=due.task.process, flow_task=node, token=due.task.token, status="NEW"
    )
    task.previous.add(due.task)
    term = Term.on(node.term, clock.local_day(at))
    due_on = calendar.add(clock.local_day(at), term.working_days)
    Due.objects.create(
        task=task, node=node.name, deed=node.deed, booking=case, opened_at=at,
        due_on=due_on, remind_on=calendar.add(due_on, -term.remind_before),
        escalate_on=calendar.add(due_on, term.escalate_after),
        company=case.company, center_id=case.center_id, provider_id=case.provider_id,
        district_id=case.district_id,
    )  # fmt: skip
    people = Membership.objects.filter(company=case.company_id, role=Role.COMPANY)
    Message.objects.bulk_create(
        Message(
            to_id=person, event=node.name, text="%(title)s: %(subject)s", at=at,
            link=f"/tasks/{task.pk}/",
            values={"title": node.title_key, "subject": str(case.company)},
        )
        for person in people.values_list("user", flat=True)
    )  # fmt: skip


settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
urlpatterns = [path("tasks/<int:task_id>/", review)]
application = get_wsgi_application()
