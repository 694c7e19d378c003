"""A background step that has failed is seen by the bureau, and tried again."""

import pytest
from django.urls import reverse
from viewflow.workflow.models import Task

from foundation.audit.models import Entry
from foundation.notices.models import Message
from tests.journey import Journey
from workflows import jobs


@pytest.fixture
def failed(cast, monkeypatch):
    """A proposal job that has failed five times."""
    case = Journey(cast).booking
    job = case.diagnosis.process.task_set.get(flow_task_type="JOB")
    node, find = job.flow_task, job.flow_task.find

    def broken(task):
        raise RuntimeError("the register did not answer")

    monkeypatch.setattr(node, "find", broken)
    for _n in range(jobs.MAX_ATTEMPTS):
        Task.objects.filter(pk=job.pk).update(
            data={**Task.objects.get(pk=job.pk).data, "lease_until": 0}
        )
        jobs.run(job.pk)
    monkeypatch.setattr(node, "find", find)
    return job


def test_a_failed_step_is_told_listed_with_its_words_and_tried_again(
    client, cast, failed
):
    assert Message.objects.get(event="job_failed").to == cast.officer
    client.force_login(cast.officer)
    page = client.get(reverse("jobs"))
    assert [row["failed"] for row in page.context["rows"]] == [True]
    assert "the register did not answer" in page.content.decode()
    url = reverse("retry_job", args=[failed.pk])
    assert client.post(url).status_code == 302
    assert Entry.objects.filter(deed="workflows.retry").count() == 1
    assert jobs.run(failed.pk) == "done"
    assert client.get(reverse("jobs")).context["rows"] == []
    done = client.get(reverse("jobs"), {"tab": "done"})
    assert [row["state"] for row in done.context["rows"]] == ["已办"]
    client.post(url)
    assert Entry.objects.filter(deed="workflows.retry").count() == 1


def test_the_auditor_looks_and_nobody_else_tries_again(client, cast, failed):
    url = reverse("retry_job", args=[failed.pk])
    client.force_login(cast.people["auditor"])
    assert client.get(reverse("jobs")).context["may_retry"] is False
    assert client.post(url).status_code == 404
    client.force_login(cast.manager)
    assert client.get(reverse("jobs")).status_code == 404
    client.force_login(cast.officer)
    nobody = reverse("retry_job", args=[failed.pk + 999])
    assert client.post(nobody).status_code == 404
