"""What a diagnosis refuses, and why."""

from datetime import timedelta

import pytest

from assignments.models import Proposal
from diagnoses.actions import (
    accept_with_team,
    assess_on_site,
    hold_visit,
    no_show,
    replace_in_team,
    review_report,
    save_report,
    submit_report,
)
from diagnoses.models import TeamMember
from foundation.errors import Refused
from tests.journey import FINDING, SHEET, TEXTS, Journey, fresh

pytestmark = pytest.mark.usefixtures("jobs_inline")


@pytest.fixture
def journey(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    return made


def people(journey):
    return list(journey.booking.provider.consultants.order_by("pk"))


def test_the_team_is_the_providers_own_and_has_a_lead_who_may_lead(journey, monday):
    case, by = journey.booking, journey.coordinator()
    lead, second = people(journey)
    stranger = Proposal.objects.get().provider.consultants.model.objects.exclude(
        provider=case.provider
    )[0]
    facts = {"booking": case, "by": by, "at": monday}
    with pytest.raises(Refused):
        accept_with_team(lead=lead, team=[stranger], **facts)
    lead.may_lead = False
    lead.save()
    with pytest.raises(Refused):
        accept_with_team(lead=lead, team=[], **facts)
    accept_with_team(lead=second, team=[lead], **facts)
    team = TeamMember.objects.filter(diagnosis=case.diagnosis)
    assert [(member.consultant, member.is_lead) for member in team] == [
        (second, True),
        (lead, False),
    ]
    assert case.reservations.count() == 2


def test_a_lead_is_replaced_and_the_half_day_goes_over(journey, monday):
    journey.respond()
    before = journey.booking.reservations.get().consultant
    other = next(person for person in people(journey) if person != before)
    replace_in_team(
        booking=journey.booking, lead=other, by=journey.coordinator(), at=monday
    )
    assert journey.booking.reservations.get().consultant == other
    assert journey.booking.diagnosis.team.get().consultant == other


def test_a_visit_is_not_recorded_before_it_began_nor_backwards(journey):
    journey.respond()
    starts = journey.booking.slot.starts_at
    facts = {
        "booking": journey.booking,
        "notes": "x",
        "team_signed": "顾问",
        "by": journey.coordinator(),
    }
    early = {**facts, "starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    with pytest.raises(Refused):
        hold_visit(firm_signed="王", at=starts - timedelta(minutes=1), **early)
    with pytest.raises(Refused):
        no_show(at=starts - timedelta(minutes=1), **early)
    with pytest.raises(Refused):
        hold_visit(
            firm_signed="王",
            at=starts + timedelta(hours=3),
            **{**facts, "starts_at": starts, "ends_at": starts},
        )


def test_a_bad_sheet_is_refused_with_all_its_faults(journey):
    journey.respond()
    journey.visit()
    with pytest.raises(Refused) as refused:
        assess_on_site(
            booking=journey.booking,
            answers={**SHEET, "Q2": "Z", "S01": 9},
            by=journey.coordinator(),
            at=journey.later(hours=1),
        )
    assert len(refused.value.reasons) == 2


def test_a_draft_is_kept_and_an_unfinished_report_names_what_is_empty(journey):
    for step in (journey.respond, journey.visit, journey.assess):
        step()
    facts = {
        "booking": journey.booking,
        "by": journey.coordinator(),
        "at": journey.later(days=1),
    }
    save_report(sections={"profile": "一家好厂"}, findings=[], **facts)
    assert journey.booking.diagnosis.report.sections["profile"] == "一家好厂"
    with pytest.raises(Refused) as refused:
        submit_report(sections={"profile": "一家好厂"}, findings=[], **facts)
    assert len(refused.value.reasons) == 2
    assert fresh(journey.booking).stage == "reporting"


def test_a_report_handed_in_cannot_be_changed(journey):
    for step in (journey.respond, journey.visit, journey.assess, journey.report):
        step()
    with pytest.raises(Refused):
        save_report(
            booking=journey.booking,
            sections=TEXTS,
            findings=[FINDING],
            by=journey.coordinator(),
            at=journey.later(days=6),
        )


def test_a_report_is_not_returned_without_points(journey):
    for step in (journey.respond, journey.visit, journey.assess, journey.report):
        step()
    with pytest.raises(Refused):
        review_report(
            booking=journey.booking,
            passed=False,
            points="  ",
            by=journey.cast.manager,
            at=journey.later(days=6),
        )
