"""Each night the stages of cases are compared with their open steps."""

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from bookings.choices import Stage
from bookings.models import Booking
from foundation import clock
from foundation.notices.models import Message
from tests.journey import Journey, fresh, open_due
from workflows import tasks
from workflows.comparing import STEPS, differences, tell_differences
from workflows.flows.diagnosis import DiagnosisFlow
from workflows.models import Due
from workflows.nodes import Human


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


def found():
    return [(one.case.stage, one.steps) for one in differences()]


def test_every_step_of_the_flow_belongs_to_a_stage():
    nodes = DiagnosisFlow.instance.nodes()
    human = {node.name for node in nodes if isinstance(node, Human)}
    assert set().union(*STEPS.values()) == human


def test_a_case_differs_nowhere_on_its_way(journey):
    for step in ("confirm", "respond", "visit", "assess", "report", "review",
                 "sign_off", "accept"):  # fmt: skip
        assert found() == []
        getattr(journey, step)()
    assert found() == []


def test_a_waiting_background_step_is_no_difference(cast):
    assert fresh(Journey(cast).booking).stage == Stage.PROPOSING
    assert found() == []


def test_a_wrong_step_or_none_is_shown_and_told_once(client, journey):
    cases = Booking.objects.filter(pk=journey.booking.pk)
    cases.update(stage=Stage.REPORTING)
    assert found() == [(Stage.REPORTING, ("confirm",))]
    assert tasks.compare_stages() == 1
    tell_differences(at=clock.now())
    told = Message.objects.get(event="differs")
    assert (told.to, told.link) == (journey.cast.officer, "/jobs/")
    client.force_login(fresh(journey.cast.officer))
    shown = client.get("/jobs/")
    assert [one["case"].number for one in shown.context["differences"]] == [
        journey.booking.number
    ]
    assert journey.booking.number in shown.content.decode()
    due = open_due(journey.booking, "confirm")
    Task.objects.filter(pk=due.task_id).update(status=STATUS.CANCELED)
    cases.update(stage=Stage.CONFIRMING)
    assert found() == [(Stage.CONFIRMING, ("confirm",))]
    Due.objects.filter(pk=due.pk).update(done_at=clock.now())
    assert found() == [(Stage.CONFIRMING, ())]
