"""Blind sheets: who scores, what a sheet needs, the mean of two."""

import pytest

from accounts.models import User
from assignments.models import Bid
from foundation.errors import Refused
from ratings.actions import (
    appoint,
    eligible_assessors,
    finish_rating,
    replace_assessor,
    submit_sheet,
)
from ratings.figures import figures_of
from ratings.models import JobRating, ScoreSheet
from tests.cast import make_user
from tests.journey import Journey, fresh

pytestmark = pytest.mark.usefixtures("jobs_inline")


@pytest.fixture
def journey(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.to_rating()
    return made


def sheet_of(journey, person):
    return ScoreSheet.objects.get(booking=journey.booking, assessor=person)


def scores(sheet, points):
    return {row["id"]: points for row in sheet.scheme.body["factors"]}


def test_a_sheet_needs_a_sentence_for_each_factor_and_whole_scores(journey):
    sheet = sheet_of(journey, journey.cast.assessor)
    facts = {"sheet": sheet, "by": journey.cast.assessor, "at": journey.later(days=12)}
    words = dict.fromkeys(scores(sheet, 1), "有据")
    with pytest.raises(Refused):
        submit_sheet(scores=scores(sheet, 80), sentences={}, **facts)
    with pytest.raises(Refused):
        submit_sheet(scores=scores(sheet, 101), sentences=words, **facts)
    submit_sheet(scores=scores(sheet, 80), sentences=words, **facts)
    assert str(fresh(sheet).total) == "80.00"


def test_a_submitted_sheet_is_not_given_away(journey):
    journey.score(journey.cast.assessor, 80)
    third = make_user("third", "assessor", 91)
    with pytest.raises(Refused):
        replace_assessor(
            sheet=sheet_of(journey, journey.cast.assessor),
            to=third,
            by=journey.cast.officer,
            at=journey.later(days=13),
            reason="x",
        )


def test_a_tied_assessor_takes_no_sheet_over(journey):
    tied = make_user("tied", "assessor", 92)
    tied.memberships.create(
        role="coordinator", provider=journey.booking.provider, starts_on="2024-01-01"
    )
    with pytest.raises(Refused):
        replace_assessor(
            sheet=sheet_of(journey, journey.cast.assessor),
            to=tied,
            by=journey.cast.officer,
            at=journey.later(days=13),
            reason="x",
        )


def test_exactly_two_different_people_are_appointed(journey):
    person = make_user("third", "assessor", 91)
    with pytest.raises(Refused):
        appoint(
            booking=journey.booking,
            people=[person, person],
            by=journey.cast.officer,
            at=journey.later(days=13),
        )


def test_the_least_busy_assessors_come_first(journey):
    idle = make_user("idle", "assessor", 93)
    busy = make_user("busy", "assessor", 94)
    other = Journey.__new__(Journey)
    other.booking = journey.booking
    ScoreSheet.objects.create(
        booking=journey.booking,
        scheme=ScoreSheet.objects.first().scheme,
        assessor=busy,
        opened_at=journey.later(days=1),
    )
    ranked = eligible_assessors(journey.booking, at=journey.later(days=13))
    assert ranked == [idle]


def test_whoever_has_the_phone_of_a_side_scores_no_case_of_it(journey):
    case = journey.booking
    people = [make_user(f"free{n}", "assessor", 95 + n) for n in range(3)]
    for person, phone in zip(
        people, (case.provider.phone, case.company.contact_phone), strict=False
    ):
        User.objects.filter(phone=phone).update(phone=f"1{phone[:1]}{person.pk:09d}")
        person.phone = phone
        person.save()
    allowed = eligible_assessors(case, at=journey.later(days=13))
    assert allowed == people[2:]


def test_a_case_given_by_bidding_costs_what_won(journey):
    case, at = journey.booking, journey.later(days=13)
    by_agreement = figures_of(case.provider, at.year)["accepted_fee_fen"]
    assert by_agreement == case.agreement.fee_fen
    Bid.objects.create(
        booking=case, provider=case.provider, amount_fen=7, number="1", reason="x",
        at=at, by=journey.cast.manager,
    )  # fmt: skip
    assert figures_of(case.provider, at.year)["accepted_fee_fen"] == 7


def test_a_case_is_rated_once(journey):
    journey.score(journey.cast.assessor, 80)
    journey.score(journey.cast.second_assessor, 90)
    assert str(JobRating.objects.get().score) == "85.00"
    with pytest.raises(Refused):
        finish_rating(booking=journey.booking, at=journey.later(days=20))
