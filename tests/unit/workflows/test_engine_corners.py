"""What we rely on in django-viewflow 2.4.0; an upgrade that changes it tells here."""

import pytest
import viewflow
from django.core.checks import run_checks
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from config.celery import refuse_broken
from tests.journey import Journey, open_due
from workflows.checks import every_live_step_exists
from workflows.flows.diagnosis import DiagnosisFlow


def test_the_engine_is_the_version_our_nodes_were_written_for():
    assert viewflow.__version__ == "2.4.0"


def test_a_process_is_read_as_our_proxy(cast):
    case = Journey(cast).booking
    process = Process.objects.get(pk=case.diagnosis.process_id)
    assert type(process.coerced).__name__ == "DiagnosisProcess"
    assert process.coerced.subject == case


def test_the_lock_is_ours_and_not_none():
    assert type(DiagnosisFlow.lock_impl).__name__ == "RowLock"


def test_every_human_task_has_an_owner_permission_so_it_is_in_nobodys_open_queue(
    cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast).booking
    task = open_due(case, "confirm").task
    assert task.owner_permission == "assignments.confirm"
    assert task.owner is None


def test_a_cancelled_process_leaves_no_task_open(
    cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast).booking
    DiagnosisFlow.instance.cancel(
        DiagnosisFlow.process_class.objects.get(pk=case.diagnosis.process_id)
    )
    left = Task.objects.filter(process=case.diagnosis.process_id).exclude(
        status__in=[STATUS.DONE, STATUS.CANCELED]
    )
    assert left.count() == 0


@pytest.mark.django_db
def test_a_start_is_refused_when_a_live_task_stands_on_a_step_that_is_gone(cast):
    case = Journey(cast).booking
    job = Task.objects.filter(process=case.diagnosis.process_id, flow_task_type="JOB")
    assert every_live_step_exists(databases=["default"]) == []
    reference = "workflows/flows.diagnosis.DiagnosisFlow.vanished"
    job.update(flow_task=reference)
    found = every_live_step_exists(databases=["default"])
    assert [error.id for error in found] == ["wenzhen.E002"]
    with pytest.raises(SystemExit):
        refuse_broken()


def test_the_check_is_silent_without_a_database_and_without_tables():
    assert every_live_step_exists() == []
    assert [e for e in run_checks() if e.id == "wenzhen.E002"] == []
