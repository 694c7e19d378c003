"""Rounding is never off by more than a half, and shares always add up."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from foundation.money import half_up, rounded, share_out, yuan

FEN = st.integers(0, 10**18)


@given(st.fractions())
def test_a_rounded_value_is_the_nearest_and_symmetric(value):
    whole = half_up(value)
    assert abs(whole - value) <= Fraction(1, 2)
    assert half_up(-value) == -whole


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5))
def test_rounding_a_decimal_is_rounding_its_exact_value(value):
    assert rounded(value) == rounded(Fraction(value))
    assert rounded(value).as_tuple().exponent == -2


@given(FEN, st.lists(FEN, min_size=1).filter(any))
def test_shares_add_up_and_stay_within_one_of_their_part(total, weights):
    shares = share_out(total, weights)
    assert sum(shares) == total
    off = [
        share - Fraction(total * weight, sum(weights))
        for share, weight in zip(shares, weights, strict=True)
    ]
    assert max(map(abs, off)) < 1


@given(FEN, st.lists(st.integers(0, 20), min_size=2, max_size=8).filter(any))
def test_a_larger_weight_never_gets_a_smaller_share(total, weights):
    shares = share_out(total, weights)
    ordered = sorted(zip(weights, shares, strict=True))
    assert [share for _weight, share in ordered] == sorted(shares)


@given(FEN, st.lists(st.integers(0, 20), min_size=1, max_size=8).filter(any))
def test_handing_out_one_by_one_gives_the_same_shares(total, weights):
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    slow = [int(part) for part in exact]
    waiting = list(range(len(weights)))
    while sum(slow) < total:
        lucky = waiting[0]
        for at in waiting:
            one, best = exact[at] % 1, exact[lucky] % 1
            if one > best or (one == best and weights[at] > weights[lucky]):
                lucky = at
        slow[lucky] += 1
        waiting.remove(lucky)
    assert share_out(total, weights) == slow


@given(st.integers(-(10**18), 10**18))
def test_a_printed_amount_reads_back(fen):
    text = yuan(fen).replace("¥", "").replace(",", "")
    assert Decimal(text) * 100 == fen
