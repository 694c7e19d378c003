"""What counts for a provider's year, and what does not."""

from datetime import date
from decimal import Decimal

import pytest

from bookings.choices import Stage
from campaigns.models import Agreement
from ratings.figures import (
    cases_by_provider,
    cases_of,
    figures_by_provider,
    figures_of,
)
from ratings.models import Correction
from tests.factories.cases import (
    accepted_case,
    moment,
    returned,
    taken_case,
    visited_case,
)

pytestmark = pytest.mark.django_db


def counted(cast, year=2026):
    return [(case.number, case.missed) for case in cases_of(cast.provider, year)]


def test_a_case_counts_in_the_year_of_its_acceptance(cast):
    late = accepted_case(
        cast, cast.provider, date(2026, 12, 1), accepted=date(2027, 1, 4)
    )
    last = accepted_case(
        cast, cast.provider, date(2026, 12, 1), accepted=date(2026, 12, 31)
    )
    assert counted(cast) == [(last.number, "")]
    assert counted(cast, 2027) == [(late.number, "")]


def test_the_year_ends_at_midnight_in_the_city_not_in_utc(cast):
    booking = accepted_case(cast, cast.provider, date(2026, 12, 1))
    booking.diagnosis.accepted_at = moment(date(2027, 1, 1), 0)
    booking.diagnosis.save()
    assert counted(cast) == []
    assert counted(cast, 2027) == [(booking.number, "")]


def test_a_report_still_owed_at_the_years_end_counts_as_missed(cast):
    booking = visited_case(cast, cast.provider, date(2026, 6, 1))
    assert counted(cast) == [(booking.number, "overdue")]


def test_a_visit_that_never_came_counts_as_missed(cast):
    booking = taken_case(cast, cast.provider, date(2026, 6, 1))
    assert counted(cast) == [(booking.number, "overdue")]


def test_a_report_not_yet_due_at_the_years_end_is_left_to_the_next_year(cast):
    booking = visited_case(cast, cast.provider, date(2026, 12, 22))
    assert counted(cast) == []
    assert counted(cast, 2027) == [(booking.number, "overdue")]


def test_a_report_that_waits_for_the_center_is_nobodys_miss(cast):
    visited_case(cast, cast.provider, date(2026, 6, 1), filed=date(2026, 6, 10))
    assert counted(cast) == []


def test_a_returned_report_that_never_came_back_counts_as_missed(cast):
    booking = visited_case(
        cast, cast.provider, date(2026, 6, 1), filed=date(2026, 6, 10)
    )
    returned(cast, booking, date(2026, 6, 12))
    assert counted(cast) == [(booking.number, "overdue")]


def test_a_returned_report_filed_again_waits_for_the_center(cast):
    booking = visited_case(
        cast, cast.provider, date(2026, 6, 1), filed=date(2026, 6, 10)
    )
    returned(cast, booking, date(2026, 6, 12), again=date(2026, 6, 20))
    assert counted(cast) == []


def test_a_report_filed_after_the_years_end_was_owed_at_it(cast):
    booking = visited_case(
        cast, cast.provider, date(2026, 12, 1), filed=date(2027, 1, 5)
    )
    assert counted(cast) == [(booking.number, "overdue")]


@pytest.mark.parametrize("stage", [Stage.CONFIRMING, Stage.RESPONDING, Stage.REFUSED])
def test_a_case_that_nobody_has_taken_does_not_count(cast, stage):
    taken_case(cast, cast.provider, date(2026, 6, 1), stage=stage)
    assert counted(cast) == []


def test_a_declined_case_counts_for_nobody(cast):
    taken_case(cast, cast.provider, date(2026, 6, 1))
    booking = taken_case(cast, cast.provider, date(2026, 6, 1))
    type(booking).objects.filter(pk=booking.pk).update(provider=None)
    assert len(counted(cast)) == 1


@pytest.mark.parametrize(("by_firm", "expected"), [(True, 0), (False, 1)])
def test_only_the_firms_own_cancellation_is_left_out(cast, by_firm, expected):
    taken_case(
        cast,
        cast.provider,
        date(2026, 6, 1),
        stage=Stage.CANCELLED,
        slot=None,
        ended_by_firm=by_firm,
        ended_at=moment(date(2026, 5, 20)),
    )
    assert len(counted(cast)) == expected


def test_a_case_cancelled_before_a_team_was_named_is_left_out(cast):
    booking = taken_case(
        cast,
        cast.provider,
        date(2026, 6, 1),
        stage=Stage.CANCELLED,
        slot=None,
        ended_at=moment(date(2026, 5, 20)),
    )
    booking.diagnosis.team.all().delete()
    assert counted(cast) == []


def test_the_indicators_come_from_accepted_cases_only(cast):
    accepted_case(cast, cast.provider, rating="90", satisfaction=100)
    accepted_case(
        cast, cast.provider, filed=date(2026, 3, 31), returns=1, rating="80",
        satisfaction=None,
    )  # fmt: skip
    accepted_case(cast, cast.provider, rating=None, satisfaction=70)
    visited_case(cast, cast.provider, date(2026, 6, 1))
    figures = figures_of(cast.provider, 2026)
    assert figures["values"] == {
        "O1": "75.00",
        "O2": "66.67",
        "O3": "85.00",
        "O4": "66.67",
        "S1": "85.00",
    }
    assert figures["accepted"] == 3
    assert figures["accepted_fee_fen"] == 2_400_000
    assert len(figures["unrated"]) == 1


def test_a_provider_without_cases_has_no_figures(cast):
    figures = figures_of(cast.provider, 2026)
    assert set(figures["values"].values()) == {None}
    assert figures["accepted"] == 0


def test_the_last_correction_replaces_the_live_value(cast):
    accepted_case(cast, cast.provider, rating="90")
    for value in ("95", "93.5"):
        Correction.objects.create(
            year=2026, provider=cast.provider, indicator="O3", value=Decimal(value),
            reason=f"裁定 {value}", at=moment(date(2027, 1, 20)), by=cast.officer,
        )  # fmt: skip
    figures = figures_of(cast.provider, 2026)
    assert figures["values"]["O3"] == "93.50"
    assert figures["corrected"] == {"O3": "裁定 93.5"}


def test_the_fee_is_the_one_of_the_cases_own_agreement(cast):
    Agreement.objects.filter(provider=cast.provider).update(fee_fen=1_234_567)
    accepted_case(cast, cast.provider)
    assert figures_of(cast.provider, 2026)["accepted_fee_fen"] == 1_234_567


def test_the_figures_of_all_providers_take_seven_queries(
    cast, django_assert_num_queries
):
    for _n in range(3):
        accepted_case(cast, cast.provider)
        accepted_case(cast, cast.other_provider)
    Correction.objects.create(
        year=2026, provider=cast.provider, indicator="O3", value=Decimal(95),
        reason="裁定", at=moment(date(2027, 1, 20)), by=cast.officer,
    )  # fmt: skip
    with django_assert_num_queries(7):
        found = figures_by_provider(2026)
    assert found == {
        provider.pk: figures_of(provider, 2026)
        for provider in (cast.provider, cast.other_provider)
    }
    assert cases_by_provider(2026, [cast.provider.pk]).keys() == {cast.provider.pk}
