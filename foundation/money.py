"""Money in whole fen: the one rounding, the one way to share, the one way to print."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

FEN_PER_YUAN = 100
FEN_PER_WAN = 10_000 * FEN_PER_YUAN


def half_up(value: Decimal | Fraction | int) -> int:
    """The nearest whole number, halves away from zero; exact at any size.

    TypeError for a float, ValueError for a NaN or an infinite Decimal.
    """
    if not isinstance(value, Decimal | Fraction | int):
        raise TypeError("money is never a float")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is no amount")
    exact = Fraction(value)
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def rounded(value: Decimal | Fraction | int, places: int = 2) -> Decimal:
    """The value with exactly `places` decimal places, rounded half-up once."""
    return Decimal(f"{half_up(Fraction(value) * 10**places)}e-{places}")


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of `total` in proportion to `weights`, in their order, adding up to it.

    Largest remainder: each share is rounded down, and what is left goes one by one
    to the largest fractional parts; ties to the larger weight, then to the earlier
    position. ValueError for a negative figure, or when nobody can take a part.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("total and weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nobody to share it with")
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(
        range(len(weights)),
        key=lambda at: (-(total * weights[at] % whole), -weights[at], at),
    )
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares


def yuan(fen: int) -> str:
    """An amount for people: 8600000 fen are "¥86,000.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}¥{whole:,}.{rest:02d}"


def wan(fen: int) -> str:
    """Whole ten-thousands the Chinese way, "200万元"; any other amount as `yuan`."""
    if fen % FEN_PER_WAN:
        return yuan(fen)
    return f"{fen // FEN_PER_WAN}万元"
