"""Waiting cases, confirmed in bulk; why this one; ties and fair shares on pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.actions import confirm, find_clashes
from assignments.choices import ProposalState
from assignments.models import Clash, Conflict, PartyFacts, Proposal
from bookings.choices import Stage
from bookings.models import Booking
from campaigns.models import Agreement
from foundation import clock
from tests.cast import make_company
from tests.journey import Journey, fresh, open_due
from workflows.start import book_diagnosis


@pytest.fixture
def cases(cast, jobs_inline, django_capture_on_commit_callbacks):
    """Three waiting cases of the insider's center."""
    with django_capture_on_commit_callbacks(execute=True):
        return [
            book_diagnosis(
                company=make_company(f"待{n}", cast.center.district, 500 + n),
                slot=cast.slot(n), by=cast.firm, at=clock.now(),
            )
            for n in range(3)
        ]  # fmt: skip


def chosen(*rows, **other):
    """What the form sends for these cases."""
    sent = {"case": [row.number for row in rows]}
    for row in rows:
        sent[f"seen_{row.number}"] = row.proposals.first().provider_id
    return {**sent, **other}


def text(answer):
    return answer.content.decode()


def test_the_chosen_are_confirmed_each_with_its_own_outcome(
    client, cast, cases, jobs_inline, django_capture_on_commit_callbacks
):
    first, second, third = cases
    seen = chosen(first, second)
    Conflict.objects.create(
        provider=second.proposals.get().provider, company=second.company, kind="staff"
    )
    client.force_login(cast.manager)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("confirm_many"), seen, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert [second.number in said[0], len(said)] == [True, 2]
    assert [fresh(row).stage for row in cases] == [
        Stage.RESPONDING, Stage.CONFIRMING, Stage.CONFIRMING,
    ]  # fmt: skip
    again = client.post(reverse("confirm_many"), seen, follow=True)
    assert len(list(again.context["messages"])) == 1
    assert third.number in text(again)


def test_a_proposal_that_changed_since_it_was_seen_is_not_confirmed(
    client, cast, cases
):
    client.force_login(cast.manager)
    sent = chosen(cases[0], **{f"seen_{cases[0].number}": 0})
    client.post(reverse("confirm_many"), sent)
    assert fresh(cases[0]).stage == Stage.CONFIRMING
    client.post(reverse("confirm_many"), {})
    assert fresh(cases[0]).stage == Stage.CONFIRMING


def test_a_stranger_confirms_nothing_and_the_officer_only_looks(client, cast, cases):
    client.force_login(cast.other_manager)
    client.post(reverse("confirm_many"), chosen(cases[0]))
    client.force_login(cast.officer)
    assert client.get(reverse("assign")).status_code == 200
    assert client.post(reverse("confirm_many"), chosen(cases[0])).status_code == 404
    client.force_login(cast.firm)
    assert client.post(reverse("optimise")).status_code == 404
    assert fresh(cases[0]).stage == Stage.CONFIRMING


def test_all_together_is_offered_where_it_is_better_and_done(client, cast, cases):
    """All three were sent the same lead on one half-day: only one could go."""
    slot = cases[0].slot
    slot.capacity = slot.taken = 3
    slot.save()
    Booking.objects.update(slot=slot)
    lead = cast.provider.consultants.first()
    Proposal.objects.update(provider=cast.provider, consultant=lead)
    Agreement.objects.filter(provider=cast.provider).update(quota=2)
    client.force_login(cast.manager)
    assert client.get(reverse("assign")).context["gain"].placed == 1
    client.post(reverse("optimise"))
    after = client.get(reverse("assign")).context
    assert (after["gain"].is_any, after["ready"]) == (False, 3)
    assert Proposal.objects.filter(in_batch=True, state=ProposalState.OPEN).exists()


def test_the_list_asks_as_often_for_one_case_as_for_three(client, cast, cases):
    client.force_login(cast.manager)
    client.get(reverse("assign"))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("assign"))
    Booking.objects.exclude(pk=cases[0].pk).update(stage=Stage.RESPONDING)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("assign"))
    assert len(one) == len(many)


def test_why_this_one_names_parts_others_rules_and_the_version(client, cast, cases):
    Conflict.objects.create(
        provider=cast.other_provider, company=cases[0].company, kind="contract"
    )
    client.force_login(cast.manager)
    client.post(reverse("optimise"))
    page = text(client.get(reverse("why_provider", args=[cases[0].number])))
    assert all(word in page for word in ("points-2025", cast.provider.name, "路程近"))
    case = text(client.get(reverse("case", args=[cases[0].number])))
    assert reverse("why_provider", args=[cases[0].number]) in case


def test_who_got_it_instead_stands_there_with_its_points(client, cast, cases):
    proposed = cases[0].proposals.get().provider
    other = cast.other_provider if proposed == cast.provider else cast.provider
    confirm(
        booking=fresh(cases[0]),
        provider=other,
        by=cast.manager,
        at=clock.now(),
        reason="更近",
    )
    client.force_login(cast.manager)
    (reason,) = client.get(reverse("why_provider", args=[cases[0].number])).context[
        "reasons"
    ]
    assert (reason.given["name"], reason.chosen["name"]) == (other.name, proposed.name)
    assert reason.given["parts"]
    page = text(client.get(reverse("why_provider", args=[cases[0].number])))
    assert page.split("<table")[1].count(other.name) == 1


def test_everybody_reads_by_which_points_a_provider_is_proposed(client, cast):
    page = client.get(reverse("how_it_works"))
    assert sum(points for _name, points in page.context["parts"]) == 100
    assert all(
        words in text(page)
        for words in ("路程近", "与该企业存在利益冲突", "points-2025")
    )


def test_the_result_of_a_bidding_is_entered_at_the_step(
    client, cast, jobs_inline, django_capture_on_commit_callbacks
):
    Agreement.objects.update(mode="MINI_BID")
    with django_capture_on_commit_callbacks(execute=True):
        booking = Journey(cast).booking
    url = reverse("task", args=[open_due(booking, "confirm").task_id])
    client.force_login(cast.manager)
    assert "二次竞价" in text(client.get(url))
    winner = cast.provider.pk
    sent = {"provider": winner, "number": "竞价1号", "reason": "报价最低"}
    wrong = client.post(url, sent)
    assert (wrong.status_code, "竞价1号" in text(wrong)) == (422, True)
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, {**sent, f"amount_{winner}": "7000.50"})
    assert (done.status_code, fresh(booking).provider) == (302, cast.provider)
    assert booking.bid.amount_fen == 700_050


def test_both_sides_declare_and_say_what_they_are_known_by(client, cast):
    tie = {"kind": "declared", "note": "持有股权"}
    client.force_login(cast.coordinator)
    client.post(reverse("ties"), {**tie, "company": cast.company.name})
    client.post(
        reverse("tie_facts"), {"legal_person": "沈一鸣", "email": "a@b.example"}
    )
    client.force_login(cast.firm)
    client.post(reverse("ties"), {**tie, "provider": cast.other_provider.credit_code})
    wrong = client.post(reverse("ties"), {**tie, "provider": "无此公司"})
    assert (wrong.status_code, "无此公司" in text(wrong)) == (422, True)
    assert client.post(reverse("tie_facts"), {"email": "x"}).status_code == 422
    sides = list(Conflict.objects.order_by("pk").values_list("side", "company"))
    assert sides == [("provider", cast.company.pk), ("company", cast.company.pk)]
    assert PartyFacts.objects.get().provider == cast.provider


def test_who_declared_a_tie_or_the_center_withdraws_it(client, cast):
    client.force_login(cast.coordinator)
    sent = {"kind": "declared", "note": "持有股权", "company": cast.company.name}
    client.post(reverse("ties"), sent)
    tie = Conflict.objects.get()
    url = reverse("withdraw_tie", args=[tie.pk])
    said = {"last_day": clock.today(), "reason": "股权已于上月转让"}
    for user in (cast.firm, cast.other_coordinator, cast.consultant, cast.officer):
        client.force_login(user)
        assert client.get(url).status_code == 404
        assert client.post(url, said).status_code == 404
    client.force_login(cast.coordinator)
    assert url in text(client.get(reverse("ties")))
    wrong = client.post(url, {**said, "reason": ""})
    assert (wrong.status_code, [*wrong.context["form"].errors]) == (422, ["reason"])
    assert client.post(url, said).status_code == 302
    shown = text(client.get(reverse("ties")))
    assert ("股权已于上月转让" in shown, url in shown) == (True, False)
    client.force_login(cast.manager)
    assert client.post(url, said).status_code == 422  # withdrawn already


def test_a_tie_found_at_night_is_settled_on_a_page(
    client, cast, cases, jobs_inline, django_capture_on_commit_callbacks
):
    client.force_login(cast.manager)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("confirm_many"), chosen(cases[0]))
    case = fresh(cases[0])
    Conflict.objects.create(provider=case.provider, company=case.company, kind="staff")
    find_clashes(at=clock.now())
    url = reverse("settle_clash", args=[Clash.objects.get().pk])
    assert url in text(client.get(reverse("assign")))
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"reason": "人员流动"}).status_code == 302
    after = fresh(case)
    assert (after.stage, after.provider) == (Stage.CONFIRMING, None)
    assert after.proposals.first().provider != case.provider
    client.force_login(cast.other_manager)
    assert client.get(url).status_code == 404


def test_fair_shares_as_a_page_and_as_a_file(client, cast, cases):
    client.force_login(cast.officer)
    assert client.get(reverse("fairness")).context["figures"]["gini"] == "0.00"
    confirm(
        booking=fresh(cases[0]),
        provider=cases[0].proposals.get().provider,
        by=cast.manager,
        at=clock.now(),
    )
    confirm(
        booking=fresh(cases[1]),
        provider=next(
            one
            for one in (cast.provider, cast.other_provider)
            if one != cases[1].proposals.get().provider
        ),
        by=cast.manager,
        at=clock.now(),
        reason="更近",
    )
    found = client.get(reverse("fairness")).context["figures"]
    assert found["overrides"] == "50%"  # of the two decided ones
    lines = text(client.get(reverse("fairness"), {"format": "csv"})).splitlines()
    assert len(lines) == 3
