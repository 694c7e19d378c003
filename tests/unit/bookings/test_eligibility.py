"""Who may have a free diagnosis: every reason, every flag."""

import pytest

from bookings import eligibility
from bookings.eligibility import Facts, Verdict, check
from bookings.words import FLAG_WORDS, REFUSAL_WORDS, flag_words, refusal_words

GOOD = {"sector": "34", "in_city": True, "barred": False, "above_designated": True}


def test_a_manufacturing_firm_of_the_city_is_eligible():
    assert check(Facts(**GOOD)) == Verdict(refusals=(), flags=())
    assert check(Facts(**GOOD)).eligible


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"sector": "00"}, eligibility.NOT_MANUFACTURING),
        ({"sector": "44"}, eligibility.NOT_MANUFACTURING),
        ({"sector": "12"}, eligibility.NOT_MANUFACTURING),
        ({"in_city": False}, eligibility.OUTSIDE_CITY),
        ({"barred": True}, eligibility.BARRED),
        ({"open_case": True}, eligibility.OPEN_CASE),
        ({"done_case": True}, eligibility.DONE_CASE),
        ({"quota_left": 0}, eligibility.QUOTA_FULL),
        ({"campaign_open": False}, eligibility.NO_CAMPAIGN),
        ({"second_factory": True, "undecided": True}, eligibility.UNDECIDED),
    ],
)
def test_each_reason_against_is_named(facts, reason):
    verdict = check(Facts(**{**GOOD, **facts}))
    assert verdict.refusals == (reason,)
    assert not verdict.eligible


def test_all_reasons_come_at_once():
    verdict = check(
        Facts(sector="00", in_city=False, barred=True, above_designated=False)
    )
    assert set(verdict.refusals) == {
        eligibility.NOT_MANUFACTURING,
        eligibility.OUTSIDE_CITY,
        eligibility.BARRED,
    }


@pytest.mark.parametrize("sector", [str(n) for n in range(13, 44)])
def test_every_manufacturing_division_is_eligible(sector):
    assert check(Facts(**{**GOOD, "sector": sector})).eligible


def test_a_firm_below_designated_size_is_flagged_and_not_barred():
    verdict = check(Facts(**{**GOOD, "above_designated": False}))
    assert verdict == Verdict(refusals=(), flags=(eligibility.BELOW_DESIGNATED,))


def test_every_reason_and_flag_has_its_words():
    assert len(refusal_words(tuple(REFUSAL_WORDS))) == 9
    assert len(flag_words([*FLAG_WORDS, "unknown"])) == 3
