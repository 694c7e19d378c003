"""The bureau keeps decisions of a call, sees what they will do, publishes them."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions.choices import ApplicationState
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.notices.models import Message
from tests.admission import Applying, fresh, make_call
from tests.cast import make_user
from workflows.models import Due, Prepared
from workflows.start_admission import object_to, withdraw

WHY = "团队三人均有证书"


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def get(client, user, url, status=200):
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == status
    return answer


def send(client, user, url, data=None, status=302):
    client.force_login(user)
    client.cookies.pop("messages", None)
    answer = client.post(url, data or {})
    assert answer.status_code == status
    return answer


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def page(applying):
    return reverse("task", args=[applying.due("decide_application").task_id])


def keep(client, user, applying, decision="admit", seen="", status=302):
    sent = {"decision": decision, "reason": WHY, "prepare": "1", "seen": seen}
    return send(client, user, page(applying), sent, status)


def picked(*several):
    return [
        f"{row.due.task_id}-{row.version}"
        for row in Prepared.objects.filter(due__application__in=several)
    ]


def test_decisions_of_a_call_are_kept_shown_and_published_together(client, cast):
    call, officer = make_call(cast), cast.officer
    good, poor, gone = (Applying(cast, call, n).scored(70, 90) for n in (1, 2, 3))
    late = Applying(cast, call, 4).scored(50, 52)
    every = [good, poor, gone, late]
    url = reverse("call_decisions", args=[call.pk])
    keep(client, officer, good)
    keep(client, officer, poor, "refuse")
    keep(client, officer, gone)
    keep(client, officer, late)

    lines = get(client, officer, url).context["lines"]
    shown = [(line.name, line.row.decision, line.score) for line in lines]
    scores = [80, 80, 80, 51]
    decisions = ["admit", "refuse", "admit", "admit"]
    names = [one.provider.name for one in every]
    assert shown == list(zip(names, decisions, scores, strict=True))
    assert [line.is_exception for line in lines] == [False, False, False, True]
    for name in ("applications", "calls"):
        assert "4 pending decisions" in get(client, officer, reverse(name)).text
    assert "4 pending decisions" in get(client, officer, call_page(call)).text
    changed = get(client, officer, page(poor))  # it stands in the form
    assert changed.context["form"]["reason"].value() == WHY
    assert changed.context["form"]["decision"].value() == "refuse"

    other = {"decision": [f"{one.task_id}-1" for one in Due.objects.all()]}
    for user in (good.coordinator, cast.assessor, cast.district_officer, cast.finance):
        get(client, user, url, status=404)
        send(client, user, url, other, status=404)
    own = get(client, good.coordinator, reverse("application", args=[good.row.pk]))
    assert WHY not in own.text
    assert fresh(good.row).state == ApplicationState.DECIDING

    three = picked(good.row, poor.row, gone.row)
    client.force_login(officer)
    first = client.get(url, {"decision": three})
    assert [
        ([one.people for one in line.told], line.next_step)
        for line in first.context["lines"]
    ] == [
        ([["新协调员1"]], "Publish the admission"),
        ([["新协调员2"]], ""),
        ([["新协调员3"]], "Publish the admission"),
    ]
    assert f"Your application for the pool was refused: {WHY}" in first.text
    withdraw(application=fresh(gone.row), by=gone.coordinator, at=clock.now())
    answer = send(client, officer, url, {"decision": three})
    passed = "戊3智能科技有限公司 was passed over: This step is no longer open."
    assert said(answer) == [
        "2 decisions are published.",
        f"{passed} Now: Taken back by the provider.",
    ]
    states = [fresh(one.row).state for one in every]
    assert states == ["notice", "refused", "withdrawn", "deciding"]
    told = Message.objects.filter(event="admission", to=poor.coordinator).latest("pk")
    assert told.values["reason"] == WHY
    assert [line.name for line in get(client, officer, url).context["lines"]] == [
        late.provider.name
    ]


def test_answers_to_objections_of_a_call_are_kept_and_published_together(client, cast):
    call, officer, objector = make_call(cast), cast.officer, cast.other_coordinator
    upheld, rejected, plain = (
        Applying(cast, call, 1).in_notice(),
        Applying(cast, call, 2).in_notice(),
        Applying(cast, call, 3).scored(70, 90),
    )
    for one in (upheld, rejected):
        object_to(
            application=one.row, provider=cast.other_provider, by=objector,
            at=clock.now(), real_name="王实名", text="资质存疑",
        )  # fmt: skip
    said_before = Message.objects.count()
    url = reverse("call_decisions", args=[call.pk])
    assert get(client, officer, url).context["open"] == 3
    for one, decision in ((upheld, "uphold"), (rejected, "reject")):
        step = reverse("task", args=[one.due("decide_admission_again").task_id])
        sent = {"decision": decision, "text": WHY, "prepare": "1", "seen": ""}
        send(client, officer, step, {**sent, "text": ""}, status=422)
        send(client, officer, step, sent)
        assert get(client, officer, step).context["form"]["text"].value() == WHY
        assert fresh(one.row).state == ApplicationState.DECIDING
    keep(client, officer, plain)
    assert Message.objects.count() == said_before
    listed = get(client, officer, url)
    assert "Objection by 王实名, 常州丁咨询有限公司" in listed.text
    every = picked(upheld.row, rejected.row, plain.row)
    first = client.get(url, {"decision": every})
    refused = f"Your application for the pool was refused: {WHY}"
    assert [
        (line.decision, [one.people for one in line.told], line.next_step)
        for line in first.context["lines"]
    ] == [
        ("Upheld: not admitted", [["新协调员1"], [objector.name]], ""),
        ("Rejected: the notice goes on", [["新协调员2"], [objector.name]],
         "Notice period of the admission"),
        ("Admit: public notice", [["新协调员3"]], "Publish the admission"),
    ]  # fmt: skip
    assert [line.told[0].words == refused for line in first.context["lines"]] == [
        True, False, False,
    ]  # fmt: skip
    answer = send(client, officer, url, {"decision": every})
    assert said(answer) == ["3 decisions are published."]
    states = [fresh(one.row).state for one in (upheld, rejected, plain)]
    assert states == ["refused", "notice", "notice"]
    for line in first.context["lines"]:  # what was announced is what was said
        for one in line.told:
            rows = Message.objects.filter(to__name=one.people[0]).order_by("pk")
            assert one.words in [row.worded() for row in rows]
    assert upheld.row.objections.get().decision == WHY


def call_page(call):
    return reverse("call", args=[call.pk])


def test_the_second_to_publish_is_told_who_was_first(client, cast):
    one = Applying(cast).scored(70, 90)
    keep(client, cast.officer, one)
    url, sent = reverse("call_decisions", args=[one.call.pk]), picked(one.row)
    send(client, cast.officer, url, {"decision": sent})
    second = make_user("第二位", Role.OFFICER, 990)
    answer = send(client, second, url, {"decision": sent})
    why = f"{cast.officer.name} has already done this step."
    assert said(answer) == [
        f"{one.provider.name} was passed over: {why} Now: Public notice."
    ]
    deeds = Entry.objects.filter(deed="workflows.publish_decision")
    assert deeds.values_list("actor_name", flat=True).get() == cast.officer.name


def test_keeping_asks_for_a_reason_and_for_the_latest_version(client, cast):
    one = Applying(cast).scored(70, 90)
    sent = {"decision": "admit", "reason": "", "prepare": "1"}
    send(client, cast.officer, page(one), sent, status=422)
    keep(client, cast.officer, one)
    answer = keep(client, cast.officer, one, "refuse", status=409)
    assert ("Reason", WHY) in answer.context["typed"]
    keep(client, cast.officer, one, "refuse", seen="1")
    drop = reverse("drop_decision", args=[one.due("decide_application").task_id])
    send(client, cast.auditor, drop, status=404)
    send(client, cast.officer, drop, {"seen": "1"})
    assert Prepared.objects.get().decision == "refuse"  # it had changed meanwhile
    send(client, cast.officer, drop, {"seen": "2"})
    assert not Prepared.objects.exists()
    url = reverse("call_decisions", args=[one.call.pk])
    send(client, cast.auditor, url, status=404)  # reads, and publishes nothing
    answer = send(client, cast.officer, url, {"decision": ["junk", "999999-9", "-"]})
    assert said(answer) == ["Choose the decisions to publish first."]


def test_the_list_asks_the_database_as_often_for_one_as_for_many(client, cast):
    call = make_call(cast)
    counts = []
    for numbers in ([1, 2], range(3, 9)):
        for n in numbers:
            one, kind = Applying(cast, call, n), "admit"
            if n % 2:
                due = one.scored(70, 90).due("decide_application")
            else:
                object_to(
                    application=one.in_notice().row, provider=cast.other_provider,
                    by=cast.other_coordinator, at=clock.now(), real_name="王实名",
                    text="资质存疑",
                )  # fmt: skip
                due, kind = one.due("decide_admission_again"), "reject"
            Prepared.objects.create(
                due=due, decision=kind, reason=WHY, by=cast.officer, at=clock.now()
            )
        url = reverse("call_decisions", args=[call.pk])
        sent = {"decision": picked(*call.applications.all())}
        get(client, cast.officer, url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url, sent)
        counts.append(len(seen))
    assert counts[0] == counts[1]
