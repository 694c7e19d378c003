"""The seeded city as its visitors find it: one full seed, looked at from all sides."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, F, Max, Q

from accounts.models import User
from assignments.choices import Fault, ProposalState
from assignments.fairness import fairness
from assignments.models import Clash, Conflict, Decline, GivenBack
from bookings.choices import ENDED, Stage
from bookings.models import Booking, Slot
from campaigns.models import Agreement, Campaign
from centers.models import Center
from city.loading import SHIPPED_CITY, load, showcase
from city.seeding import seed_city
from desks.views_fairness import shares_of
from diagnoses.models import Finding, Report, SignOff, Visit
from foundation import clock
from foundation.audit.actions import verify as verify_audit
from foundation.notices.about import name_of
from foundation.notices.choices import MessageState
from foundation.notices.models import Message
from providers.models import Consultant, Provider
from subsidies.choices import AwardState, ObjectionState
from subsidies.ledger import verify as verify_ledger
from subsidies.models import Award, Objection, Payment, Period
from workflows.models import Due, Enquiry

AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday, 15:00 in the city
TODAY, LAST = date(2026, 11, 24), 2025
ONE_DAY = timedelta(days=1)
AHEAD = {
    "starts_at",
    "ends_at",
    "bookable_until",
    "released_at",
    "until",
}  # of slots that are still to come


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """The city, loaded and seeded once for this module; the lines of its progress."""
    lines: list[str] = []
    with django_db_blocker.unblock(), clock.set_to(AT), transaction.atomic():
        load(SHIPPED_CITY, at=AT)
        seed_city(seed=1, cases=200, at=AT, say=lines.append)
        yield lines
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("said")]


def stages(**which):
    return Counter(Booking.objects.filter(**which).values_list("stage", flat=True))


def accepted_by(year):
    rows = Booking.objects.filter(diagnosis__accepted_at__year=year)
    return Counter(rows.values_list("provider", flat=True))


def person(role):
    return User.objects.get(phone=dict(showcase())[role])


def open_steps(role):
    return set(Due.objects.for_person(person(role)).values_list("node", flat=True))


def test_progress_is_a_line_per_tenth_and_then_the_stages(said):
    assert [line.split(" · ")[0] for line in said[:-1]] == [
        f"seeding {part} %" for part in range(10, 100, 10)
    ]
    assert said[0].split(" · ")[1].startswith("2025-")
    assert {"8 confirming", "9 visiting"} <= set(said[-1].split(", "))


def test_there_are_two_hundred_cases_of_two_campaigns():
    years = Counter(Booking.objects.values_list("campaign__year", flat=True))
    assert years == {2025: 130, 2026: 70}


def test_every_case_of_last_year_has_ended_one_way_or_another():
    assert set(stages(campaign__year=LAST)) == {
        Stage.CLOSED,
        Stage.CANCELLED,
        Stage.REFUSED,
    }


def test_this_year_stands_on_every_stage_but_the_passing_one():
    assert set(stages(campaign__year=2026)) == set(Stage.values) - {Stage.PROPOSING}


def test_twelve_local_providers_have_five_accepted_cases_and_all_grades_are_there():
    local = set(
        Provider.objects.local_on(date(LAST, 12, 31)).values_list("pk", flat=True)
    )
    busy = [pk for pk, n in accepted_by(LAST).items() if pk in local and n >= 5]
    assert len(busy) >= 12
    grades = Counter(Award.objects.values_list("evaluation__grade", flat=True))
    assert set(grades) - {""} == {"A", "B", "C", "D"}
    assert sum(grades.values()) - grades[""] == len(busy)


def test_awards_are_paid_ordered_in_dispute_held_back_and_in_running_notice():
    states = set(Award.objects.values_list("state", flat=True))
    assert states == {
        AwardState.PAID,
        AwardState.ORDERED,
        AwardState.UNDISPUTED,
        AwardState.OBJECTED,
        AwardState.NOTICE,
        AwardState.BLOCKED,
        AwardState.ENDED,
    }
    running = Award.objects.filter(state=AwardState.NOTICE)
    assert all(award.notices.first().ends_on >= TODAY for award in running)
    assert Period.objects.get().gates.count() == 3


def test_one_objection_was_upheld_one_rejected_and_one_is_open():
    states = Objection.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [
        ObjectionState.OPEN,
        ObjectionState.REJECTED,
        ObjectionState.UPHELD,
    ]


def test_payments_were_recorded_by_finance_and_ordered_by_an_officer():
    payments = Payment.objects.select_related("award")
    assert payments.count() == 3
    assert {payment.by_id for payment in payments} == {person("finance").pk}
    assert {p.award.ordered_by_id for p in payments} == {person("officer").pk}


def test_the_ledger_balances_and_the_audit_chain_is_whole_and_sealed():
    assert verify_ledger().broken == ""
    verdict = verify_audit()
    assert (verdict.broken, verdict.unsealed) == (None, 0)
    assert verdict.checked > 2000


def test_every_message_has_been_sent():
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_nothing_has_happened_in_the_future():
    """Except in the engine's own tables, whose timestamps nothing shows or measures."""
    late = []
    for model in apps.get_models():
        if model._meta.db_table.startswith("viewflow_"):
            continue
        for field in model._meta.fields:
            if isinstance(field, DateTimeField) and field.name not in AHEAD:
                found = model._base_manager.aggregate(last=Max(field.name))["last"]
                if found and found > AT and not field.auto_now:
                    late.append(f"{model._meta.label}.{field.name} {found}")
    assert late == []


def test_each_open_case_has_its_open_steps_and_no_ended_one_has_any():
    waiting = Due.objects.open().filter(booking__isnull=False)
    cases = set(waiting.values_list("booking", flat=True))
    running = Booking.objects.exclude(stage__in=ENDED)
    assert cases == set(running.values_list("pk", flat=True))


def test_some_steps_are_late_and_their_people_were_told():
    late = Due.objects.late(TODAY)
    assert 5 <= late.count() <= 20
    assert not late.filter(overdue_told_at=None).exists()
    rating = Due.objects.open().filter(booking__stage=Stage.RATING)
    per_case = Counter(rating.values_list("booking", flat=True))
    assert sorted(per_case.values()) == [1, *[2] * (len(per_case) - 1)]
    assert len(per_case) >= 3


@pytest.mark.parametrize("slug", ["wujin", "xinbei", "tianning", "zhonglou", "jingkai"])
def test_the_weeks_of_each_center_are_alive_and_planned_ahead(slug):
    center = Center.objects.get(slug=slug)
    monday = TODAY - timedelta(days=TODAY.weekday())
    days = (monday, monday + timedelta(days=13))
    assert Booking.objects.filter(center=center, slot__on__range=days).count() >= 2
    last = Slot.objects.filter(center=center).order_by("-on").first()
    assert last.on > TODAY + timedelta(days=40)


def test_what_goes_wrong_in_life_went_wrong_here():
    assert Decline.objects.count() >= 8
    assert Visit.objects.filter(outcome="no_show").count() >= 4
    assert SignOff.objects.filter(is_signed=False).count() == 2
    assert Report.objects.filter(version__gte=2).count() >= 20
    assert stages(ended_by_firm=True)[Stage.CANCELLED] >= 4
    assert stages(ended_by_firm=False)[Stage.CANCELLED] >= 2


def test_no_provider_works_for_a_firm_it_is_tied_to():
    """But for the one tie that was declared late, and is before the manager."""
    tied = set(Conflict.objects.values_list("provider", "company"))
    held = set(Booking.objects.values_list("provider", "company"))
    found = Clash.objects.filter(settled_at=None)
    assert tied & held == set(found.values_list("provider", "booking__company"))
    assert len(tied & held) == 1


def test_reports_name_neither_provider_nor_consultant_since_they_are_read_blind():
    names = [*Provider.objects.values_list("name", flat=True)]
    names += Consultant.objects.values_list("name", flat=True)
    texts = ["".join(report.sections.values()) for report in Report.objects.all()]
    texts += Finding.objects.values_list("symptom", flat=True)
    everything = "\n".join(texts)
    assert [name for name in names if name in everything] == []


@pytest.mark.parametrize(
    ("role", "nodes"),
    [
        ("company", {"sign_off"}),
        ("coordinator", {"respond", "visit", "assess", "report", "answer_complaint"}),
        ("consultant", {"visit", "assess", "report"}),
        ("assessor", {"score", "score_application"}),
        (
            "officer",
            {
                "decide",
                "order",
                "notice",
                "decide_complaint",
                "check_application",
                "decide_application",
                "admission_notice",
                "decide_admission_again",
                "check_on_site",
                "check_mending",
                "publish_rules",
                "close_campaign",
            },
        ),
        ("finance", {"pay"}),
    ],
)
def test_the_showcase_people_have_work_and_a_past(role, nodes):
    assert open_steps(role) == nodes
    assert Due.objects.done_by_person(person(role)).count() >= 1


def test_the_showcase_manager_has_every_kind_of_decision_to_take():
    assert open_steps("manager") >= {"triage", "confirm", "review", "accept"}


def test_the_showcase_firm_waits_for_nothing_but_its_own_signature():
    cases = Booking.objects.filter(company=person("company").acting.company)
    assert stages(company=cases[0].company_id) == {Stage.CLOSED: 1, Stage.SIGNING: 1}


def outlived():
    """Steps that were open after the day on which the next level is told."""
    open_then = Q(done_at=None) | Q(done_at__date__gt=F("escalate_on") + ONE_DAY)
    past = Due.objects.filter(open_then, escalate_on__lt=TODAY)
    return past.filter(paused_at=None)


def test_no_step_was_ever_late_beyond_its_term_without_the_next_level_knowing():
    """Those since done are judged too: from the first campaign to this day."""
    late = outlived()
    assert late.filter(done_at=None).exists(), (
        "a city without late steps proves nothing"
    )
    assert late.exclude(done_at=None).exists()
    silent = late.filter(escalated_at=None)
    assert list(silent.values_list("node", "escalate_on", "done_at")) == []


def test_nothing_is_said_of_a_step_after_its_case_was_cancelled():
    """Neither written nor sent, on any of the case's pages and by any channel."""
    ended = Booking.objects.filter(stage__in=[Stage.CANCELLED, Stage.REFUSED])
    assert ended.exists()
    said_later = []
    for case in ended:
        steps = case.dues.values_list("task", flat=True)
        pages = [f"/tasks/{key}/" for key in steps] + [f"/cases/{case.number}/"]
        questions = Enquiry.objects.filter(due__booking=case)
        pages += [f"/questions/{row.pk}/" for row in questions]
        rows = Message.objects.filter(link__in=pages).exclude(event="bookings.cancel")
        late = Q(at__gt=case.ended_at) | Q(deliveries__sent_at__gt=case.ended_at)
        said_later += rows.filter(late | Q(sent_at__gt=case.ended_at)).values_list(
            "event", "at", "sent_at"
        )
        about = Message.objects.filter(about=name_of(case), sent_at__gt=case.ended_at)
        said_later += about.values_list("event", "at", "sent_at")
    assert said_later == []


def test_the_cases_of_a_campaign_are_spread_evenly_over_its_providers():
    campaign = Campaign.objects.get(year=TODAY.year)
    found = fairness(shares_of(campaign, person("officer")))
    assert found.gini < Fraction(1, 3), float(found.gini)


def test_at_no_center_has_anybody_more_than_twice_their_share():
    """By quota, in whole cases; but for the showcase, whose desk is to be full."""
    campaign = Campaign.objects.get(year=TODAY.year)
    showcased = person("coordinator").acting.provider_id
    too_many, cases = [], Booking.objects.counted().filter(campaign=campaign)
    for center in Center.objects.filter(bookings__in=cases).distinct():
        agreements = Agreement.objects.filter(
            campaign=campaign, districts__in=center.serves.all()
        ).distinct()
        quotas = dict(agreements.values_list("provider", "quota"))
        own = cases.filter(center=center, provider__in=quotas)
        held = Counter(own.values_list("provider", flat=True))
        for provider, n in held.items():
            share = Fraction(held.total() * quotas[provider], sum(quotas.values()))
            if provider != showcased and n > 2 * ceil(share):
                too_many.append((center.slug, provider, n, float(share)))
    assert too_many == []


def test_one_visit_was_given_back_too_late_and_its_center_looks_for_another():
    row = GivenBack.objects.get(fault=Fault.GAVE_BACK)
    assert (row.is_late, row.booking.stage) == (True, Stage.CONFIRMING)
    assert row.booking.proposals.get(state=ProposalState.OPEN).provider != row.provider
