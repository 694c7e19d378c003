"""The live diagram of a case, and the flows as BPMN."""

from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process

from face import formats
from foundation import clock
from tests.journey import Journey, fresh, open_due
from workflows import diagram, returning, versions
from workflows.bpmn import DI, KINDS, MODEL, bpmn_of
from workflows.flows.diagnosis import DiagnosisFlow
from workflows.flows.registry import FLOWS


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


def marks(journey):
    process = Process.objects.get(pk=journey.booking.diagnosis.process_id)
    rows, _edges = diagram.marks_of(process, "diagnosis", clock.today())
    return {mark.name: mark for mark in rows}


def test_each_step_says_how_it_stands_who_did_it_and_whose_it_is(client, journey):
    journey.confirm()
    journey.respond()
    found = marks(journey)
    assert found["confirm"].state == "done"
    assert found["confirm"].who == journey.cast.manager.name
    assert found["confirm"].when == formats.moment(clock.now())
    assert found["triage"].state == "skipped"
    assert found["visit"].state == "now"
    assert found["score"].state == "todo"
    url = f"/cases/{journey.booking.number}/flow/"
    client.force_login(journey.cast.firm)
    with CaptureQueriesContext(connection) as early:
        client.get(url)
    returning.send_back(
        booking=fresh(journey.booking), by=fresh(journey.cast.manager),
        at=clock.now(), reason="另行安排",
    )  # fmt: skip
    found = marks(journey)
    assert found["visit"].state == "returned"
    assert found["confirm"].state == "now"
    with CaptureQueriesContext(connection) as late:
        answer = client.get(url)
    assert len(late) == len(early)
    page = answer.content.decode()
    assert 'aria-current="step"' in page
    assert "f-returned" in page
    client.force_login(journey.cast.people["assessor"])
    assert client.get(url).status_code == 404


def test_a_cancelled_case_shows_where_it_ended(journey):
    process = open_due(journey.booking, "confirm").task.process
    assert marks(journey)["confirm"].state == "now"
    assert diagram.passed(process) == {("start", "propose"), ("propose", "confirm")}
    DiagnosisFlow.instance.cancel(process.coerced)
    found = marks(journey)
    assert found["confirm"].state == "dropped"
    assert found["visit"].state == "skipped"


def test_a_case_that_went_beyond_its_version_is_drawn_with_todays_graph(journey):
    process = open_due(journey.booking, "confirm").task.process
    Process.objects.filter(pk=process.pk).update(data={"version": 0})
    assert marks(journey)["confirm"].state == "now"


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_reference_of_a_flows_file_resolves(name):
    root = ET.fromstring(bpmn_of(name).encode())  # noqa: S314 - our own text
    process = root.find(f"{{{MODEL}}}process")
    flows = process.findall(f"{{{MODEL}}}sequenceFlow")
    nodes = {row.get("id"): row for row in process if row not in flows}
    assert len(nodes) == len(versions.graph_of(name)["nodes"])
    kinds = {row.tag.partition("}")[2] for row in nodes.values()}
    assert kinds <= {*KINDS.values(), "serviceTask"}
    assert {"startEvent", "endEvent", "userTask"} <= kinds
    for flow in flows:
        src, dst = nodes[flow.get("sourceRef")], nodes[flow.get("targetRef")]
        assert flow.get("id") in [r.text for r in src.iter(f"{{{MODEL}}}outgoing")]
        assert flow.get("id") in [r.text for r in dst.iter(f"{{{MODEL}}}incoming")]
    drawn = [
        row.get("bpmnElement")
        for kind in ("BPMNShape", "BPMNEdge")
        for row in root.iter(f"{{{DI}}}{kind}")
    ]
    assert sorted(drawn) == sorted([*nodes, *(flow.get("id") for flow in flows)])
