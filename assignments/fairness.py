"""How evenly a season's cases are spread over the providers; pure (domain 2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Share:
    """A provider's cases against its quota, and how it came by them.

    `decided` = given to it by the centers one sees, `overridden` = of these, otherwise
    than proposed.
    """

    provider: int
    name: str
    quota: int
    cases: int
    decided: int = 0
    overridden: int = 0
    declined: int = 0

    @property
    def ratio(self) -> Fraction:
        """Cases divided by quota; no quota = nothing to fill."""
        return Fraction(self.cases, self.quota) if self.quota else Fraction(0)

    @property
    def percent(self) -> int:
        """The ratio in whole percent, half up."""
        return int(self.ratio * 100 + Fraction(1, 2))

    @property
    def bar(self) -> int:
        """The percent as the length of a bar, at most 100."""
        return min(self.percent, 100)


@dataclass(frozen=True)
class Fairness:
    """`gini` 0 = everybody the same share of the quota; `gap` = most less least.

    `spread` is the standard deviation; ratios, not percent. `override_share` = given
    otherwise than proposed, of all that were decided.
    """

    mean: Fraction
    spread: float
    gini: Fraction
    gap: Fraction
    override_share: Fraction


def fairness(shares: Sequence[Share]) -> Fairness | None:
    """Of the providers that have a quota; None without any."""
    ratios = sorted(one.ratio for one in shares if one.quota)
    if not ratios:
        return None
    mean = sum(ratios, Fraction(0)) / len(ratios)
    variance = sum(((one - mean) ** 2 for one in ratios), Fraction(0)) / len(ratios)
    decided = sum(one.decided for one in shares)
    overridden = sum(one.overridden for one in shares)
    return Fairness(
        mean=mean,
        spread=float(variance) ** 0.5,
        gini=gini(ratios),
        gap=ratios[-1] - ratios[0],
        override_share=Fraction(overridden, decided) if decided else Fraction(0),
    )


def gini(values: Sequence[Fraction]) -> Fraction:
    """The Gini coefficient of values from 0 on; 0 where there is nothing to share.

    Sum over the sorted values of (2i - n - 1) x, over n times their sum.
    """
    ordered, n = sorted(values), len(values)
    total = sum(ordered, Fraction(0))
    if not total:
        return Fraction(0)
    weighed = sum(
        ((2 * place - n - 1) * value for place, value in enumerate(ordered, 1)),
        Fraction(0),
    )
    return weighed / (n * total)
