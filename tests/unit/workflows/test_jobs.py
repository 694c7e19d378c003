"""Background steps: claimed, fenced, retried, given up, swept."""

import time
from queue import SimpleQueue

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from assignments.models import Proposal
from foundation import clock
from tests.journey import Journey, fresh
from workflows import dispatch, jobs


@pytest.fixture
def job(cast):
    """A proposal job that nobody has been told about."""
    case = Journey(cast).booking
    return case.diagnosis.process.task_set.get(flow_task_type="JOB")


def test_a_job_runs_once_and_a_second_call_finds_it_gone(job):
    assert jobs.run(job.pk) == "done"
    assert jobs.run(job.pk) == "gone"
    assert Proposal.objects.count() == 1


def test_a_job_that_never_was_is_gone(db):
    assert jobs.run(1) == "gone"


def test_a_job_held_by_another_is_left_to_it(job):
    with job.activation() as activation:
        assert activation.claim(30) == 1
    assert jobs.run(job.pk) == "held"


def test_a_holder_whose_lease_ran_out_is_fenced_off(job, monkeypatch, settings):
    settings.JOB_LEASE_SECONDS = -1
    node = job.flow_task
    original, outcomes = node.find, []

    def overtaken(task):
        monkeypatch.setattr(node, "find", original)
        outcomes.append(jobs.run(task.pk))  # a later attempt takes over and finishes
        return original(task)

    monkeypatch.setattr(node, "find", overtaken)
    assert jobs.run(job.pk) == "fenced"
    assert outcomes == ["done"]
    assert Proposal.objects.count() == 1


def fail(task):
    raise RuntimeError("the register did not answer")


def test_a_failing_job_is_tried_five_times_and_then_given_up_with_its_words(
    job, monkeypatch
):
    monkeypatch.setattr(job.flow_task, "find", fail)
    said = []
    for _n in range(5):
        Task.objects.filter(pk=job.pk).update(
            data={**fresh_task(job).data, "lease_until": 0}
        )
        said.append(jobs.run(job.pk))
    kept = fresh_task(job)
    assert said == ["error"] * 5
    assert kept.status == STATUS.ERROR
    assert kept.data["error"] == "RuntimeError: the register did not answer"
    assert "locals" not in kept.data
    assert jobs.run(job.pk) == "gone"


def fresh_task(job):
    return Task.objects.get(pk=job.pk)


def test_the_sweep_hints_again_what_nobody_took(job):
    hinted = []
    with dispatch.inline(hinted.append):
        assert jobs.sweep() == 0
        Task.objects.filter(pk=job.pk).update(
            scheduled=clock.now() - clock.timedelta(minutes=5)
        )
        assert jobs.sweep() == 1
        assert jobs.sweep() == 0
    assert hinted == [job.pk]


def test_the_sweep_hints_again_what_a_killed_worker_held(job):
    with job.activation() as activation:
        activation.claim(-1)
    hinted = []
    with dispatch.inline(hinted.append):
        jobs.sweep()
    assert hinted == [job.pk]
    assert fresh_task(job).data["lease_until"] < time.time()


def test_a_dead_broker_is_not_asked_again_for_ten_seconds(job, monkeypatch):
    asked = []

    def dead(*args, **kwargs):
        asked.append(args)
        raise ConnectionError("refused")

    monkeypatch.setattr(dispatch, "_quiet_until", 0.0)
    monkeypatch.setattr(dispatch.current_app, "send_task", dead)
    assert [dispatch.hint(job.pk), dispatch.hint(job.pk)] == [False, False]
    assert len(asked) == 1
    assert jobs.sweep() == 0
    monkeypatch.setattr(dispatch, "_quiet_until", 0.0)


@pytest.fixture
def broker(monkeypatch):
    """What the broker was sent, message by message."""
    sent = SimpleQueue()
    monkeypatch.setattr(dispatch, "_quiet_until", 0.0)
    monkeypatch.setattr(
        dispatch.current_app, "send_task", lambda _name, args: sent.put(args)
    )
    return sent


def test_hints_of_one_moment_go_to_the_broker_together_and_beside(broker):
    for task_pk in range(5):
        dispatch.hint_soon(task_pk)
    told = []
    while len(told) < 5:
        told += broker.get(timeout=10)
    assert told == [0, 1, 2, 3, 4]


def test_what_waits_to_be_sent_is_sent_before_the_process_ends(broker):
    dispatch.hint_soon(7)
    dispatch._sender.finish()
    assert broker.get_nowait() == (7,)


def test_a_step_that_waits_for_a_person_is_in_exactly_one_inbox_row(job):
    jobs.run(job.pk)
    case = job.process.diagnosis.booking
    assert fresh(case).dues.filter(done_at=None).count() == 1
