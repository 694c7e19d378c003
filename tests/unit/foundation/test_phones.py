"""Mobile numbers, however they are typed."""

import pytest

from foundation.phones import digits, is_mobile, masked_phone, plain


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        " 138 1234 5678 ",
        "138-1234-5678",
        "+86 138 1234 5678",
        "8613812345678",
        "008613812345678",
        "１３８１２３４５６７８",
    ],
)
def test_a_number_is_eleven_digits_however_it_was_typed(typed):
    assert plain(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["", "0519-80000001", "86", "23812345678", "1381234"])
def test_what_is_no_mobile_number_is_none(typed):
    assert not is_mobile(plain(typed))


def test_a_number_that_begins_like_a_prefix_is_left_as_it_is():
    assert plain("86519800000") == "86519800000"
    assert digits("a1b2") == "12"


def test_a_shown_number_cannot_be_called():
    assert masked_phone("13812345678") == "138****5678"
    assert masked_phone("0519-80000001") == "****0001"
