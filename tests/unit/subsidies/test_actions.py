"""Each deed of the period close, what it refuses and what it leaves behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from campaigns.models import Campaign
from foundation.audit.models import Entry
from foundation.errors import Refused
from foundation.notices.models import Message
from providers.models import LocalStatus, Standing
from ratings.models import Correction, Scheme
from subsidies import ledger
from subsidies.actions import (
    close_period_if_settled,
    confirm_evaluation,
    decide_objection,
    end_notice,
    evaluate_again,
    evaluate_period,
    issue_document,
    open_period,
    pay,
    publish,
    publish_again,
    raise_objection,
    record_gate,
)
from subsidies.checking import recompute
from subsidies.choices import Account, AwardState, GateKind, PeriodState
from subsidies.models import Award, Calculation, LedgerEntry, Period
from tests.factories.cases import accepted_case
from tests.factories.years import JANUARY, URL, good_year

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = JANUARY + 8 * DAY
TODAY = date(2027, 1, 11)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def period(cast):
    good_year(cast)
    made = open_period(year=2026, by=cast.officer, at=JANUARY)
    evaluate_period(period=made, at=JANUARY)
    return made


def award_of(period, provider):
    return Award.objects.get(period=period, provider=provider)


def gate(cast, period, kind, **facts):
    defaults = {"evidence": "2027-1", "blocked": {}, "note": ""}
    return record_gate(
        period=period, kind=kind, by=cast.officer, at=JANUARY, **{**defaults, **facts}
    )


def through_gates(cast, period, blocked=None):
    confirm_evaluation(period=period, by=cast.officer, at=JANUARY, note="")
    gate(cast, period, GateKind.CREDIT, blocked=blocked or {})
    gate(cast, period, GateKind.DUPLICATE)
    gate(cast, period, GateKind.DECISION)


def published(cast, period, blocked=None, at=JANUARY, on=TODAY):
    through_gates(cast, period, blocked)
    publish(period=period, official_url=URL, published_on=on, by=cast.officer, at=at)


def objected(cast, award, at=JANUARY):
    return raise_objection(
        award=award, text="算错了", evidence="附件", real_name="李四",
        by=cast.coordinator, at=at,
    )  # fmt: skip


def decided(cast, award, *, at=JANUARY, **facts):
    defaults = {"upheld": True, "decision": "属实", "indicator": "O4"}
    return decide_objection(
        award=award, by=cast.officer, at=at, **{**defaults, **facts}
    )


def ordered(cast, award, at=LATER):
    end_notice(award=award, by=cast.officer, at=at)
    issue_document(award=award, number="1号", by=cast.officer, at=at)


# --- Opening and evaluating -----------------------------------------------------
def test_opening_a_year_makes_its_budget_available(cast):
    period = open_period(year=2026, by=cast.officer, at=JANUARY)
    assert ledger.balances(period) == {
        Account.APPROPRIATION: -800_000_000,
        Account.AVAILABLE: 800_000_000,
        Account.COMMITTED: 0,
        Account.PAID: 0,
    }


def test_a_year_without_budget_is_opened_without_an_entry(cast):
    Campaign.objects.update(budget_fen=0)
    open_period(year=2026, by=cast.officer, at=JANUARY)
    assert LedgerEntry.objects.count() == 0


def test_a_year_that_has_not_ended_cannot_be_opened(cast, monday):
    with pytest.raises(Refused, match="can be closed once it has ended"):
        open_period(year=2026, by=cast.officer, at=monday)


def test_a_year_without_campaign_cannot_be_opened(cast):
    with pytest.raises(Refused, match="There was no campaign in 2019"):
        open_period(year=2019, by=cast.officer, at=JANUARY)


def test_a_year_is_opened_once(cast):
    open_period(year=2026, by=cast.officer, at=JANUARY)
    with pytest.raises(Refused, match="2026 has been opened already"):
        open_period(year=2026, by=cast.officer, at=JANUARY)


def test_a_campaign_whose_rules_are_not_loaded_says_so(cast):
    Scheme.objects.all().update(slug="another")
    with pytest.raises(Refused, match="has not been loaded"):
        open_period(year=2026, by=cast.officer, at=JANUARY)


def test_grades_and_fees_give_the_awards(cast, period):
    one, other = award_of(period, cast.provider), award_of(period, cast.other_provider)
    assert (one.evaluation.grade, one.award_fen) == ("A", 6 * 800_000)
    assert (other.evaluation.grade, other.award_fen) == ("C", 5 * 800_000 // 2)
    assert period.state == PeriodState.CHECKING


def test_a_provider_that_is_not_rated_gets_nothing_and_is_told_why(cast):
    for _n in range(4):
        accepted_case(cast, cast.provider)
    period = open_period(year=2026, by=cast.officer, at=JANUARY)
    evaluate_period(period=period, at=JANUARY)
    award = award_of(period, cast.provider)
    assert (award.award_fen, award.why) == (0, "too few accepted diagnoses")
    assert Calculation.objects.get().inputs["providers"] == []
    assert recompute(period).same


def test_only_providers_local_at_the_years_end_are_evaluated(cast):
    LocalStatus.objects.filter(provider=cast.provider).update(
        ends_on=date(2026, 12, 31)
    )
    good_year(cast)
    period = open_period(year=2026, by=cast.officer, at=JANUARY)
    evaluate_period(period=period, at=JANUARY)
    assert [award.provider for award in period.awards.all()] == [cast.other_provider]


def test_evaluating_again_keeps_both_calculations_and_one_award_each(cast, period):
    evaluate_again(period=period, by=cast.officer, at=JANUARY, note="补录评分")
    accepted_case(cast, cast.provider)
    evaluate_period(period=period, at=JANUARY)
    assert Calculation.objects.count() == 2
    assert award_of(period, cast.provider).award_fen == 7 * 800_000
    assert recompute(period).same


def test_evaluating_again_needs_a_reason(cast, period):
    with pytest.raises(Refused, match="Say why"):
        evaluate_again(period=period, by=cast.officer, at=JANUARY, note=" ")


# --- Gates ----------------------------------------------------------------------
def test_gates_are_passed_in_their_order(cast, period):
    confirm_evaluation(period=period, by=cast.officer, at=JANUARY, note="")
    with pytest.raises(Refused, match="not yet its turn"):
        gate(cast, period, GateKind.DECISION)
    gate(cast, period, GateKind.CREDIT)
    with pytest.raises(Refused, match="recorded already"):
        gate(cast, period, GateKind.CREDIT)


def test_the_decision_needs_its_minutes_number(cast, period):
    confirm_evaluation(period=period, by=cast.officer, at=JANUARY, note="")
    gate(cast, period, GateKind.CREDIT)
    gate(cast, period, GateKind.DUPLICATE)
    with pytest.raises(Refused, match="needs its evidence"):
        gate(cast, period, GateKind.DECISION, evidence=" ")
    assert Period.objects.get().state == PeriodState.GATES


def test_a_stopped_award_is_neither_published_nor_paid_and_says_why(cast, period):
    award = award_of(period, cast.provider)
    published(cast, period, blocked={award.pk: "严重失信"})
    award.refresh_from_db()
    assert (award.state, award.blocked_by) == (AwardState.BLOCKED, "严重失信")
    assert award not in Award.objects.public()
    with pytest.raises(ValueError, match="no move from blocked"):
        issue_document(award=award, number="1号", by=cast.officer, at=LATER)


def test_stopping_needs_a_reason_and_an_award_still_open(cast, period):
    award = award_of(period, cast.provider)
    confirm_evaluation(period=period, by=cast.officer, at=JANUARY, note="")
    with pytest.raises(Refused, match="a reason for each"):
        gate(cast, period, GateKind.CREDIT, blocked={award.pk: " "})
    gate(cast, period, GateKind.CREDIT, blocked={award.pk: "严重失信"})
    with pytest.raises(Refused, match="held back already"):
        gate(cast, period, GateKind.DUPLICATE, blocked={award.pk: "重复"})


# --- Notice ---------------------------------------------------------------------
def test_the_clock_starts_with_the_record_of_the_official_page(cast, period):
    published(cast, period, at=JANUARY + 2 * DAY)
    notice = award_of(period, cast.provider).notices.get()
    assert notice.published_on == TODAY
    assert notice.ends_on == date(2027, 1, 20)  # five working days after the 13th


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2027, 1, 12), "in the future"), (date(2027, 1, 10), "older than the dec")],
)
def test_a_notice_is_neither_of_the_future_nor_older_than_its_decision(
    cast, period, on, words
):
    through_gates(cast, period)
    with pytest.raises(Refused, match=words):
        publish(
            period=period,
            official_url=URL,
            published_on=on,
            by=cast.officer,
            at=JANUARY,
        )
    assert award_of(period, cast.provider).state == AwardState.PROPOSED


def test_nothing_is_published_before_the_gates(cast, period):
    with pytest.raises(ValueError, match="no move from checking to notice"):
        publish(
            period=period, official_url=URL, published_on=TODAY, by=cast.officer,
            at=JANUARY,
        )  # fmt: skip


def test_a_result_without_money_is_published_too_so_that_it_can_be_contested(cast):
    for _n in range(5):
        accepted_case(cast, cast.provider, rating="30", satisfaction=20, returns=1)
    period = open_period(year=2026, by=cast.officer, at=JANUARY)
    evaluate_period(period=period, at=JANUARY)
    published(cast, period)
    award = award_of(period, cast.provider)
    assert (award.state, award.award_fen, award.why) == ("notice", 0, "grade D")
    end_notice(award=award, by=cast.officer, at=LATER)
    assert award.state == AwardState.ENDED
    with pytest.raises(ValueError, match="no move from ended"):
        issue_document(award=award, number="1号", by=cast.officer, at=LATER)


def test_grades_count_and_providers_are_told_from_the_notice_on(cast, period):
    assert Standing.objects.count() == 0
    award = award_of(period, cast.provider)
    published(cast, period, blocked={award.pk: "严重失信"})
    grades = dict(Standing.objects.values_list("provider", "grade"))
    assert grades == {cast.provider.pk: "A", cast.other_provider.pk: "C"}
    told = Message.objects.filter(event="award").values_list("to", flat=True)
    assert list(told) == [cast.other_coordinator.pk]


def test_the_notice_ends_only_after_its_last_day(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    with pytest.raises(Refused, match="has not ended yet"):
        end_notice(award=award, by=cast.officer, at=JANUARY + 7 * DAY)
    end_notice(award=award, by=cast.officer, at=JANUARY + 8 * DAY)
    assert award.state == AwardState.UNDISPUTED


# --- Objections -----------------------------------------------------------------
def test_an_objection_after_the_last_day_comes_too_late(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    with pytest.raises(Refused, match="time for objections has ended"):
        objected(cast, award, at=LATER)
    objected(cast, award, at=JANUARY + 7 * DAY)
    assert award.state == AwardState.OBJECTED


def test_a_rejected_objection_leaves_everything_as_it_was(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    objected(cast, award)
    decided(cast, award, upheld=False, indicator="")
    assert (award.state, award.award_fen) == (AwardState.NOTICE, 4_800_000)
    assert Calculation.objects.count() == 1
    entry = Entry.objects.filter(deed="subsidies.decide_objection").get()
    assert entry.after["upheld"] is False


def test_an_upheld_objection_recomputes_this_award_and_keeps_the_calculation(
    cast, period
):
    published(cast, period)
    award = award_of(period, cast.other_provider)
    objected(cast, award)
    decided(cast, award, value=Decimal(100))  # C 79.xx becomes B
    award.refresh_from_db()
    assert (award.state, award.evaluation.grade) == (AwardState.CORRECTED, "B")
    assert award.award_fen == 5 * 800_000 * 8 // 10
    assert Correction.objects.get().reason == "属实"
    assert Calculation.objects.filter(award=award).count() == 1
    found = recompute(period)
    assert (found.same, found.awards, found.evaluations) == (True, 2, 2)
    assert award_of(period, cast.provider).award_fen == 4_800_000


def test_a_correction_is_limited_to_what_the_others_leave(cast):
    Campaign.objects.update(budget_fen=7_000_000)
    good_year(cast)
    period = open_period(year=2026, by=cast.officer, at=JANUARY)
    evaluate_period(period=period, at=JANUARY)
    published(cast, period)
    award = award_of(period, cast.other_provider)
    objected(cast, award)
    decided(cast, award, value=Decimal(100))
    assert (award.capped_fen, award.award_fen) == (3_200_000, 2_200_000)
    assert recompute(period).same


def test_money_of_an_award_held_back_is_free_for_a_correction(cast):
    Campaign.objects.update(budget_fen=6_900_000)
    good_year(cast)
    period = open_period(year=2026, by=cast.officer, at=JANUARY)
    evaluate_period(period=period, at=JANUARY)
    held = award_of(period, cast.provider)
    published(cast, period, blocked={held.pk: "严重失信"})
    award = award_of(period, cast.other_provider)
    objected(cast, award)
    decided(cast, award, value=Decimal(100))
    run = Calculation.objects.get(award=award)
    assert run.limit_fen == 6_900_000
    rows = {row["id"]: row["award_fen"] for row in run.result["providers"]}
    assert award.award_fen == rows[str(cast.other_provider.pk)] == 2_760_000
    assert recompute(period).same


@pytest.mark.parametrize(
    "facts",
    [
        {"indicator": "", "value": Decimal(90)},
        {"indicator": "B9", "value": Decimal(90)},
        {"indicator": "O4", "value": None},
        {"indicator": "O4", "value": Decimal("100.01")},
        {"indicator": "O4", "value": Decimal(-1)},
    ],
)
def test_an_upheld_objection_names_an_indicator_and_a_possible_value(
    cast, period, facts
):
    published(cast, period)
    award = award_of(period, cast.provider)
    objected(cast, award)
    with pytest.raises(Refused, match="names the indicator"):
        decided(cast, award, **facts)
    assert award_of(period, cast.provider).state == AwardState.OBJECTED


def test_a_decision_is_given_in_writing(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    objected(cast, award)
    with pytest.raises(Refused, match="in writing"):
        decided(cast, award, upheld=False, decision=" ")


def test_a_long_decision_is_kept_whole(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    objected(cast, award)
    decided(cast, award, value=Decimal(50), decision="字" * 2000)
    assert Correction.objects.get().reason == "字" * 2000


def test_a_corrected_award_is_published_anew_and_its_clock_starts_again(cast, period):
    published(cast, period)
    award = award_of(period, cast.other_provider)
    objected(cast, award)
    decided(cast, award, value=Decimal(100), at=JANUARY + DAY)
    at = JANUARY + 3 * DAY
    with pytest.raises(Refused, match="older than the decision"):
        publish_again(
            award=award, official_url=URL, published_on=TODAY, by=cast.officer, at=at
        )
    award = award_of(period, cast.other_provider)
    publish_again(
        award=award, official_url=URL, published_on=TODAY + DAY, by=cast.officer, at=at
    )
    first, second = award.notices.order_by("pk")
    assert (first.award_fen, second.award_fen) == (2_000_000, 3_200_000)
    assert second.ends_on == date(2027, 1, 21)
    assert Standing.objects.get(provider=cast.other_provider).grade == "B"


def test_a_correction_down_to_nothing_ends_after_its_new_notice(cast, period):
    published(cast, period)
    award = award_of(period, cast.other_provider)
    objected(cast, award)
    decided(cast, award, indicator="O3", value=Decimal(0))
    assert (award.award_fen, award.why) == (0, "grade D")
    publish_again(
        award=award, official_url=URL, published_on=TODAY, by=cast.officer, at=JANUARY
    )
    end_notice(award=award, by=cast.officer, at=LATER)
    assert award.state == AwardState.ENDED
    assert recompute(period).same


# --- Order and payment ------------------------------------------------------------
def test_an_order_commits_the_budget_and_a_payment_moves_it_on(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    ordered(cast, award)
    assert ledger.balances(period)[Account.COMMITTED] == 4_800_000
    pay(
        award=award, voucher_number="V1", paid_on=TODAY + 8 * DAY, by=cast.finance,
        at=LATER,
    )  # fmt: skip
    assert ledger.balances(period) == {
        Account.APPROPRIATION: -800_000_000,
        Account.AVAILABLE: 795_200_000,
        Account.COMMITTED: 0,
        Account.PAID: 4_800_000,
    }
    assert ledger.verify().broken == ""


def test_an_order_needs_its_number(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    end_notice(award=award, by=cast.officer, at=LATER)
    with pytest.raises(Refused, match="document number"):
        issue_document(award=award, number=" ", by=cast.officer, at=LATER)


def test_an_award_the_budget_does_not_cover_is_not_ordered(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    end_notice(award=award, by=cast.officer, at=LATER)
    Award.objects.filter(pk=award.pk).update(award_fen=800_000_001)
    award.refresh_from_db()
    with pytest.raises(Refused, match="does not cover"):
        issue_document(award=award, number="1号", by=cast.officer, at=LATER)


def test_whoever_ordered_the_payment_does_not_record_it(cast, period):
    published(cast, period)
    award = award_of(period, cast.provider)
    ordered(cast, award)
    with pytest.raises(Refused, match="cannot also record it"):
        pay(
            award=award, voucher_number="V1", paid_on=TODAY + 8 * DAY,
            by=cast.officer, at=LATER,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "on", "words"),
    [
        ("V1", TODAY + 9 * DAY, "in the future"),
        ("V1", TODAY + 7 * DAY, "older than its order"),
        (" ", TODAY + 8 * DAY, "needs its voucher number"),
    ],
)
def test_a_payment_has_a_number_and_a_day_after_its_order(
    cast, period, number, on, words
):
    published(cast, period)
    award = award_of(period, cast.provider)
    ordered(cast, award)
    with pytest.raises(Refused, match=words):
        pay(award=award, voucher_number=number, paid_on=on, by=cast.finance, at=LATER)
    assert award_of(period, cast.provider).state == AwardState.ORDERED


def test_a_voucher_number_pays_once(cast, period):
    published(cast, period)
    facts = {"voucher_number": "V1", "paid_on": TODAY + 8 * DAY, "at": LATER}
    one, other = period.awards.all()
    for award in (one, other):
        ordered(cast, award)
    pay(award=one, by=cast.finance, **facts)
    with pytest.raises(Refused, match="used already"):
        pay(award=other, by=cast.finance, **facts)


def test_a_period_closes_once_with_its_last_award(cast, period):
    award = award_of(period, cast.provider)
    published(cast, period, blocked={award.pk: "严重失信"})
    last = award_of(period, cast.other_provider)
    assert close_period_if_settled(period=period, at=LATER) is False
    ordered(cast, last)
    pay(
        award=last, voucher_number="V1", paid_on=TODAY + 8 * DAY, by=cast.finance,
        at=LATER,
    )  # fmt: skip
    assert close_period_if_settled(period=period, at=LATER) is True
    assert close_period_if_settled(period=period, at=LATER) is False
    assert Period.objects.get().state == PeriodState.CLOSED


# --- Recomputing what is kept -----------------------------------------------------
def test_a_kept_award_that_was_tampered_with_is_found(cast, period):
    assert recompute(period).same
    Award.objects.filter(provider=cast.provider).update(award_fen=4_800_001)
    fault = recompute(period).faults[0]
    assert (fault.figure, fault.kept, fault.computed) == (
        "award_fen",
        4_800_001,
        4_800_000,
    )


def test_a_kept_score_that_was_tampered_with_is_found(cast, period):
    award = award_of(period, cast.provider)
    figures = award.evaluation.figures
    figures["values"]["O3"] = "99.00"
    type(award.evaluation).objects.filter(pk=award.evaluation.pk).update(
        figures=figures
    )
    assert [fault.figure for fault in recompute(period).faults] == ["score"]


def test_an_evaluation_exchanged_behind_an_award_is_found(cast, period):
    award = award_of(period, cast.provider)
    type(award.evaluation).objects.filter(pk=award.evaluation.pk).update(accepted=9)
    figures = [fault.figure for fault in recompute(period).faults]
    assert figures == ["inputs"]
