"""Versions of flows: their files, what changed between two, live cases that move."""

import json

import pytest
from django.core.management import CommandError, call_command
from viewflow.workflow.models import Process, Task

from foundation.audit.models import Entry
from tests.journey import Journey, open_due
from workflows import versions
from workflows.checks import every_live_step_exists
from workflows.flows.registry import FLOWS
from workflows.models import Due

OLD = "workflows/flows.diagnosis.DiagnosisFlow.approve"


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_the_graph_of_a_flow_is_that_of_its_versions_file(name):
    assert versions.drifted(name) == ""


def test_a_changed_graph_without_a_new_number_is_told_what_to_do(monkeypatch, tmp_path):
    graph = versions.graph_of("award")
    del graph["nodes"]["pay"]
    (tmp_path / "award-1.json").write_text(versions.written(graph), encoding="utf-8")
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    words = versions.drifted("award")
    assert "raise `version`" in words
    assert "manage.py flow_versions" in words


def test_two_versions_are_compared_with_their_live_tasks(
    cast, jobs_inline, django_capture_on_commit_callbacks, tmp_path, capsys
):
    with django_capture_on_commit_callbacks(execute=True):
        Journey(cast)
    old = versions.read("diagnosis-1")
    new = json.loads(json.dumps(old).replace('"confirm"', '"approve"'))
    del new["nodes"]["appoint"]
    new["edges"] = [edge for edge in new["edges"] if "appoint" not in edge]
    (tmp_path / "new.json").write_text(versions.written(new), encoding="utf-8")
    call_command("flow_diff", "diagnosis-1", str(tmp_path / "new.json"))
    said = capsys.readouterr().out.splitlines()
    assert "added: approve" in said
    assert "live: 1 at confirm: its node is gone and has no target" in said
    call_command("flow_diff", "diagnosis-1", str(tmp_path / "new.json"),
                 map=["confirm=approve"])  # fmt: skip
    assert capsys.readouterr().out.splitlines() == [
        "removed: appoint",
        "renamed: confirm = approve",
        "changed: approve",
        "edges removed: appoint -> share_out",
        *[row for row in said if row.startswith("edges removed: has_assessors")],
        "live: 1 at confirm: renamed",
    ]


def test_a_live_case_on_a_renamed_step_is_moved_and_can_be_done(
    cast, jobs_inline, django_capture_on_commit_callbacks, capsys
):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast)
    due = open_due(journey.booking, "confirm")
    process = Process.objects.get(pk=due.task.process_id)
    assert versions.version_of(process) == 1
    # the code of yesterday called the step otherwise, and had no versions
    Task.objects.filter(pk=due.task_id).update(flow_task=OLD)
    Due.objects.filter(pk=due.pk).update(node="approve", deed="old.deed")
    Process.objects.filter(pk=process.pk).update(data={})
    (error,) = every_live_step_exists(databases=["default"])
    assert "flow_migrate" in error.hint
    with pytest.raises(CommandError, match="approve"):
        call_command("flow_migrate", "diagnosis", to=1)
    with pytest.raises(CommandError, match="approve"):
        call_command("flow_migrate", "diagnosis", to=1, map=["approve=propose"])
    call_command("flow_migrate", "diagnosis", to=1, map=["approve=confirm"],
                 dry_run=True)  # fmt: skip
    assert "1 at approve -> confirm: renamed" in capsys.readouterr().out
    assert Due.objects.get(pk=due.pk).node == "approve"
    call_command("flow_migrate", "diagnosis", to=1, map=["approve=confirm"])
    assert every_live_step_exists(databases=["default"]) == []
    assert Process.objects.get(pk=process.pk).data["version"] == 1
    entry = Entry.objects.get(deed="workflows.migrate_flow")
    assert entry.after["nodes"] == {"approve": "confirm"}
    journey.confirm()
    assert journey.booking.stage == "responding"
