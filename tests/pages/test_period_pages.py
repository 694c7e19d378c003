"""A year's close on the pages: who sees what of it, and what they read there."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from subsidies.actions import decide_objection, raise_objection
from subsidies.models import Award, Calculation, Period
from subsidies.what_if import what_if
from tests.factories.cases import accepted_case
from tests.factories.years import JANUARY, Close, due_of
from tests.pages.reading import page, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_inline")]
CITY = {"officer", "finance", "auditor"}
OWN = {"coordinator"}
EVERYBODY = [
    "firm", "other_firm", "coordinator", "other_coordinator", "consultant",
    "other_consultant", "manager", "assessor", "officer", "district_officer",
    "finance", "auditor",
]  # fmt: skip


def statuses(client, cast, url):
    """Who gets 200, and every status that was answered."""
    found = {}
    for name in EVERYBODY:
        client.force_login(cast.people[name])
        found[name] = client.get(url).status_code
    seen = {name for name, status in found.items() if status == 200}
    return seen, set(found.values())


# --- Who sees what ----------------------------------------------------------------
@pytest.mark.parametrize("name", ["period", "provider", "evaluation", "award"])
def test_before_the_notice_only_the_city_sees_a_years_results(
    client, cast, close, name
):
    award = close.award(cast.provider)
    keys = {
        "period": 2026,
        "provider": cast.provider.pk,
        "evaluation": award.evaluation_id,
        "award": award.pk,
    }
    seen, answers = statuses(client, cast, reverse(name, args=[keys[name]]))
    assert (seen, answers) == (CITY, {200, 404})


@pytest.mark.parametrize("name", ["evaluation", "award"])
def test_from_the_notice_on_a_providers_coordinator_sees_its_own(
    client, cast, noticed, name
):
    award = noticed.award(cast.provider)
    key = award.pk if name == "award" else award.evaluation_id
    seen, answers = statuses(client, cast, reverse(name, args=[key]))
    assert (seen, answers) == (CITY | OWN, {200, 404})


def test_only_the_providers_own_coordinator_comes_to_the_objection(
    client, cast, noticed
):
    url = reverse("objection", args=[noticed.award(cast.provider).pk])
    assert statuses(client, cast, url) == (OWN, {200, 404})


def test_a_coordinator_who_opens_the_notices_step_gets_the_objection(
    client, cast, noticed
):
    due = due_of(noticed.award(cast.provider), "notice")
    found = page(client, cast.coordinator, "task", due.task_id)
    assert found.templates[0].name == "desks/objection.html"


def test_whoever_may_only_look_is_sent_from_a_step_to_its_page(client, cast, close):
    due = due_of(close.period, "check")
    found = page(client, cast.auditor, "task", due.task_id)
    assert (found.status_code, found.url) == (302, reverse("period", args=[2026]))


def test_an_officer_alone_opens_a_year(client, cast):
    with clock.set_to(JANUARY):
        for name in ("finance", "auditor", "coordinator", "manager"):
            client.force_login(cast.people[name])
            assert (
                client.post(reverse("open_year"), {"year": "2026"}).status_code == 404
            )
        assert page(client, cast.finance, "periods").context["may_open"] is False
        client.force_login(cast.officer)
        for junk in ("", "twenty", "20261", "-1"):
            assert client.post(reverse("open_year"), {"year": junk}).status_code == 404
        client.post(reverse("open_year"), {"year": "2026"})
        again = client.post(reverse("open_year"), {"year": "2026"}, follow=True)
    assert Period.objects.count() == 1
    assert [str(m) for m in again.context["messages"]] == [
        "2026 年度结算已启动，正在计算服务商评价。",
        "2026 年度已启动结算。",
    ]


def test_a_year_still_running_is_not_offered(client, cast, monday):
    assert list(page(client, cast.officer, "periods").context["openable"]) == []


# --- Periods ----------------------------------------------------------------------
def test_a_period_shows_places_money_gates_and_who_must_act(client, cast, close):
    found = page(client, cast.officer, "period", 2026).context
    assert [(row["place"], row["award"].award_fen) for row in found["rows"]] == [
        (1, 4_800_000),
        (2, 2_000_000),
    ]
    assert found["money"] == {
        "budget": 800_000_000,
        "awarded": 6_800_000,
        "committed": 0,
        "paid": 0,
        "left": 793_200_000,
    }
    assert [act["url"] for act in found["acts"]] == [
        reverse("task", args=[due_of(close.period, "check").task_id])
    ]
    assert [step.state for step in found["path"]] == ["now", *["todo"] * 5]
    assert [row["gate"] for row in found["gates"]] == [None, None, None]


def test_a_period_offers_nobody_a_step_of_another(client, cast, close):
    acts = page(client, cast.finance, "period", 2026).context["acts"]
    assert [act["url"] for act in acts] == [""]


def test_recomputing_on_the_page_gives_the_same_fen(client, cast, noticed):
    found = page(client, cast.auditor, "period", 2026, recompute="").context
    verdict = found["recomputed"]
    assert (verdict.same, verdict.awards) == (True, 2)
    Award.objects.filter(pk=noticed.award(cast.provider).pk).update(award_fen=1)
    found = page(client, cast.auditor, "period", 2026, recompute="").context
    assert [fault.figure for fault in found["recomputed"].faults] == ["award_fen"]


def test_the_inputs_taken_away_as_json_answer_the_command_alike(client, cast, close):
    answer = page(client, cast.auditor, "period", 2026, format="json")
    question = json.loads(answer.content)
    assert what_if(question) == Calculation.objects.get().result


def test_the_results_as_csv_have_a_line_per_provider(client, cast, close):
    rows = table(page(client, cast.officer, "period", 2026, format="csv"))
    assert [row[:2] + row[8:9] for row in rows[1:]] == [
        ["1", cast.provider.name, "48000.00"],
        ["2", cast.other_provider.name, "20000.00"],
    ]


def test_the_years_as_csv(client, cast, noticed):
    rows = table(page(client, cast.finance, "periods", format="csv"))
    assert rows[1:] == [["2026", "公示中", "2", "8000000.00", "68000.00", "0.00"]]


def test_an_unknown_year_is_not_found(client, cast, close):
    assert page(client, cast.officer, "period", 1999).status_code == 404


# --- Evaluations ------------------------------------------------------------------
def test_each_figure_opens_down_to_its_cases(client, cast, close):
    award = close.award(cast.other_provider)
    found = page(client, cast.officer, "evaluation", award.evaluation_id).context
    counted = {row["id"]: row["counted"] for row in found["rows"]}
    assert counted == {"O1": 5, "O2": 5, "O3": 5, "O4": 5, "S1": 5}
    passes = [case["says"] for case in found["rows"][3]["cases"]]
    assert passes == [False] * 5
    assert all(case["company"].startswith("常州企业") for case in found["cases"])


def test_a_provider_sees_no_firms_score_of_a_case_without_rating(
    client, cast, django_capture_on_commit_callbacks
):
    for _n in range(5):
        accepted_case(cast, cast.provider)
    unrated = accepted_case(cast, cast.provider, rating=None, satisfaction=12)
    with clock.set_to(JANUARY):
        close = Close(cast, django_capture_on_commit_callbacks)
        close.to_notice()
        key = close.award(cast.provider).evaluation_id
        seen = {
            name: {
                case["number"]: case["satisfaction"]
                for case in page(client, cast.people[name], "evaluation", key).context[
                    "cases"
                ]
            }[unrated.number]
            for name in ("officer", "coordinator")
        }
    assert seen == {"officer": 12, "coordinator": None}


def test_a_second_run_is_listed_beside_the_first(client, cast, noticed):
    award = noticed.award(cast.provider)
    facts = {"text": "x", "evidence": "y", "real_name": "李四"}
    noticed.do(
        award, "notice", raise_objection, cast.coordinator, deed="subsidies.object",
        **facts,
    )  # fmt: skip
    award = noticed.do(
        award, "decide", decide_objection, upheld=True, decision="属实",
        indicator="S1", value=100,
    )  # fmt: skip
    found = page(client, cast.officer, "evaluation", award.evaluation_id).context
    assert [run.run for run in found["runs"]] == [2, 1]
    corrected = {row["id"]: row["corrected"] for row in found["rows"]}
    assert corrected == {"O1": "", "O2": "", "O3": "", "O4": "", "S1": "属实"}


# --- Awards and objections --------------------------------------------------------
def test_a_coordinator_finds_its_award_only_from_the_notice_on(client, cast, close):
    assert page(client, cast.coordinator, "awards").context["rows"] == []
    close.to_notice()
    rows = page(client, cast.coordinator, "awards").context["rows"]
    assert [(row["award"].provider, row["may_object"]) for row in rows] == [
        (cast.provider, True)
    ]


def test_an_award_held_back_tells_its_provider_why(client, cast, close):
    close.to_notice(blocked={close.award(cast.provider).pk: "严重失信"})
    row = page(client, cast.coordinator, "awards").context["rows"][0]
    assert (row["award"].blocked_by, row["may_object"]) == ("严重失信", False)


def test_an_objection_keeps_what_was_typed_when_something_is_missing(
    client, cast, noticed
):
    award = noticed.award(cast.provider)
    client.force_login(cast.coordinator)
    answer = client.post(
        reverse("objection", args=[award.pk]), {"text": "有误", "evidence": ""}
    )
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "有误"


def test_after_the_last_day_the_objection_is_refused_and_kept_on_the_page(
    client, cast, noticed
):
    award = noticed.award(cast.provider)
    client.force_login(cast.coordinator)
    with clock.set_to(JANUARY + timedelta(days=8)):
        answer = client.post(
            reverse("objection", args=[award.pk]),
            {"text": "有误", "evidence": "附件", "real_name": "李四"},
        )
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["异议期已结束。"]
    assert award.objections.count() == 0


def test_once_the_notice_has_ended_the_objection_leads_back_to_the_award(
    client, cast, noticed
):
    award = noticed.end_notice(noticed.award(cast.provider))
    answer = page(client, cast.coordinator, "objection", award.pk)
    assert (answer.status_code, answer.url) == (302, reverse("award", args=[award.pk]))


def test_the_timeline_of_a_paid_award_tells_every_step(client, cast, noticed):
    award = noticed.pay(noticed.end_notice(noticed.award(cast.provider)))
    found = page(client, cast.coordinator, "award", award.pk).context
    assert [event.title for event in found["events"]] == [
        "已支付",
        "已下达",
        "公示期满",
        "公示中",
    ]
    assert [step.state for step in found["path"]] == [
        "done",
        "skipped",
        "done",
        "done",
    ]
