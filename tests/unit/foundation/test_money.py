"""Fen, rounding and shares."""

from decimal import Decimal
from fractions import Fraction

import pytest

from foundation.money import half_up, rounded, share_out, wan, yuan


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (Decimal("0"), 0),
        (Decimal("0.4999999999999999999999999999999999"), 0),
        (Decimal("0.5"), 1),
        (Decimal("1.5"), 2),
        (Decimal("2.5"), 3),
        (Decimal("-0.5"), -1),
        (Decimal("-2.4"), -2),
        (Fraction(1, 3), 0),
        (Fraction(2, 3), 1),
        (7, 7),
        (
            Decimal("123456789012345678901234567890123456789.5"),
            123456789012345678901234567890123456790,
        ),
    ],
)
def test_a_half_goes_away_from_zero_at_any_size(value, whole):
    assert half_up(value) == whole


def test_a_float_is_never_rounded_into_money():
    with pytest.raises(TypeError, match="never a float"):
        half_up(0.5)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_amount(text):
    with pytest.raises(ValueError, match="is no amount"):
        half_up(Decimal(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(15, 8), "1.88"),
        (Fraction(19995, 1000), "20.00"),
        (Decimal("-1.005"), "-1.01"),
        (0, "0.00"),
        (100, "100.00"),
    ],
)
def test_rounding_keeps_two_places(value, text):
    assert str(rounded(value)) == text


def test_rounding_can_keep_other_places():
    assert str(rounded(Fraction(1, 3), 4)) == "0.3333"


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [1, 2, 3], [2, 3, 5]),
        (1, [1, 3, 3], [0, 1, 0]),
        (3, [2, 4], [1, 2]),
        (1, [1, 1], [1, 0]),
        (5, [0, 1], [0, 5]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (0, [3, 4], [0, 0]),
    ],
)
def test_shares_go_by_largest_remainder(total, weights, shares):
    assert share_out(total, weights) == shares


def test_equal_remainders_favour_the_larger_weight():
    # 2 x 1/4 and 2 x 3/4: both have a remainder of one half.
    assert share_out(2, [1, 3]) == [0, 2]


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [1, -1])])
def test_negative_figures_are_not_shared(total, weights):
    with pytest.raises(ValueError, match="must not be negative"):
        share_out(total, weights)


def test_money_for_nobody_is_not_lost_silently():
    with pytest.raises(ValueError, match="nobody"):
        share_out(1, [0, 0])


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (8_600_000, "¥86,000.00"),
        (0, "¥0.00"),
        (7, "¥0.07"),
        (-8_600_050, "-¥86,000.50"),
        (123_456_789_012, "¥1,234,567,890.12"),
    ],
)
def test_yuan_shows_thousands_and_fen(fen, text):
    assert yuan(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (200_000_000, "200万元"),
        (0, "0万元"),
        (200_000_001, "¥2,000,000.01"),
        (500_000, "¥5,000.00"),
        (-1_000_000, "-1万元"),
    ],
)
def test_wan_is_used_only_when_whole(fen, text):
    assert wan(fen) == text
