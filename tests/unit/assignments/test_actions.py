"""Proposing, confirming, overriding, answering."""

import pytest

from assignments.actions import (
    accept_job,
    agreement_of,
    confirm,
    drop_proposal,
    find_provider,
    propose,
    reserve,
)
from assignments.choices import ProposalState
from assignments.models import Conflict, Proposal
from bookings.actions import book
from bookings.choices import Stage
from bookings.models import Reservation
from foundation.errors import LostRace, Refused
from providers.models import Leave
from tests.cast import make_company
from tests.journey import fresh


@pytest.fixture
def case(cast, monday):
    booking = book(company=cast.company, slot=cast.slot(), by=cast.firm, at=monday)
    propose(booking=booking, found=find_provider(booking, at=monday), at=monday)
    return booking


def test_a_proposal_keeps_score_parts_the_others_and_who_was_removed(cast, monday):
    Conflict.objects.create(
        provider=cast.other_provider, company=cast.company, kind="declared"
    )
    booking = book(company=cast.company, slot=cast.slot(), by=cast.firm, at=monday)
    made = propose(booking=booking, found=find_provider(booking, at=monday), at=monday)
    assert made.provider == cast.provider
    assert made.score == sum(made.parts.values())
    assert made.removed == [{"provider": cast.other_provider.pk, "rule": "conflict"}]
    assert str(made) == f"{booking.number} {cast.provider}"


def test_confirming_the_proposed_needs_no_reason_and_reserves_its_consultant(
    cast, monday, case
):
    proposal = case.proposals.get()
    confirm(booking=case, provider=proposal.provider, by=cast.manager, at=monday)
    assert fresh(proposal).state == ProposalState.CONFIRMED
    assert (fresh(case).stage, fresh(case).provider) == (
        Stage.RESPONDING,
        proposal.provider,
    )
    assert Reservation.objects.get().consultant == proposal.consultant


def other_of(cast, case):
    proposed = case.proposals.get().provider
    return cast.other_provider if proposed == cast.provider else cast.provider


def test_an_override_needs_a_reason_and_keeps_it(cast, monday, case):
    other = other_of(cast, case)
    with pytest.raises(Refused):
        confirm(booking=case, provider=other, by=cast.manager, at=monday)
    confirm(booking=case, provider=other, by=cast.manager, at=monday, reason="更近")
    kept = case.proposals.get()
    assert (kept.state, kept.override_reason) == (ProposalState.OVERRIDDEN, "更近")
    assert kept.given["provider"] == other.pk != kept.provider_id
    assert kept.given["score"] == sum(kept.given["parts"].values())


def test_a_hard_rule_is_not_overridden(cast, monday, case):
    other = other_of(cast, case)
    Conflict.objects.create(provider=other, company=cast.company, kind="declared")
    with pytest.raises(Refused):
        confirm(booking=case, provider=other, by=cast.manager, at=monday, reason="更近")
    assert fresh(case).stage == Stage.CONFIRMING


def test_a_provider_without_agreement_is_refused(cast, monday, case):
    other = other_of(cast, case)
    other.agreements.all().delete()
    with pytest.raises(Refused):
        confirm(booking=case, provider=other, by=cast.manager, at=monday, reason="更近")
    with pytest.raises(Refused):
        agreement_of(case, other.pk)


def test_when_the_meant_consultant_is_away_another_of_the_provider_goes(
    cast, monday, case
):
    proposal = case.proposals.get()
    Leave.objects.create(
        consultant=proposal.consultant, first_on=case.slot.on, last_on=case.slot.on
    )
    confirm(booking=case, provider=proposal.provider, by=cast.manager, at=monday)
    assert Reservation.objects.get().consultant != proposal.consultant


def test_a_consultants_half_day_is_taken_once(cast, monday, case):
    consultant = case.proposals.get().consultant
    firm = make_company("另一家", cast.center.district, 80)
    other = book(company=firm, slot=case.slot, by=cast.firm, at=monday)
    reserve(case, [consultant.pk])
    with pytest.raises(LostRace):
        reserve(other, [consultant.pk])
    reserve(case, [consultant.pk])
    assert Reservation.objects.count() == 1


def test_a_case_without_a_date_reserves_nobody(cast, case):
    case.slot = None
    with pytest.raises(Refused):
        reserve(case, [1])


def test_the_manager_may_find_nobody_suitable(cast, monday, case):
    drop_proposal(booking=case, by=cast.manager, at=monday, reason="都太远")
    assert fresh(case).stage == Stage.RESCHEDULING
    assert Proposal.objects.get().state == ProposalState.DROPPED


def test_a_case_without_a_half_day_finds_nobody(cast, monday, case):
    case.slot = None
    found = find_provider(case, at=monday)
    assert found["best"] is None
    assert {row["rule"] for row in found["removed"]} == {"nobody_free"}


def test_accepting_keeps_the_lead_on_the_booked_half_day(cast, monday, case):
    proposal = case.proposals.get()
    confirm(booking=case, provider=proposal.provider, by=cast.manager, at=monday)
    lead = proposal.provider.consultants.exclude(pk=proposal.consultant_id).get()
    accept_job(booking=case, lead=lead, by=cast.coordinator, at=monday)
    assert Reservation.objects.get().consultant == lead
    assert fresh(case).stage == Stage.VISITING


def test_a_case_without_an_open_proposal_is_given_with_a_reason(cast, monday, case):
    Proposal.objects.update(state=ProposalState.DROPPED)
    facts = {"booking": case, "provider": cast.provider, "by": cast.manager}
    with pytest.raises(Refused):
        confirm(at=monday, **facts)
    confirm(at=monday, reason="电话约定", **facts)
    assert fresh(case).provider == cast.provider
