"""How well each provider works: the character behind its grade."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from city.seeding.dice import shuffled

BAD = "x"


@dataclass(frozen=True)
class Quality:
    """How one case of a provider goes."""

    late: bool
    returned: bool
    points: int
    satisfaction: int


@dataclass(frozen=True)
class Profile:
    """A provider's character; its n-th case takes the n-th sign of each row."""

    late: str
    returned: str
    points: int
    satisfaction: tuple[int, ...]

    def case(self, n: int) -> Quality:
        """How its n-th case goes, counted from 0."""
        return Quality(
            late=self.late[n % len(self.late)] == BAD,
            returned=self.returned[n % len(self.returned)] == BAD,
            points=self.points,
            satisfaction=self.satisfaction[n % len(self.satisfaction)],
        )


PROFILES = {
    "A": Profile("......", ".....x", 91, (100, 100, 80, 100, 100, 80)),
    "B": Profile("..x...", ".x...x", 83, (80, 100, 80, 80, 100, 60)),
    "C": Profile("x.x.x.", "x.xx..", 70, (60, 80, 60, 80, 60, 40)),
    "D": Profile("xxx.xx", "xx.xxx", 48, (40, 20, 40, 60, 40, 20)),
}
BUSY_GRADES = "AAAABBBBBCCDD"  # besides the showcase provider, a B
STAR_GRADE = "B"
OTHER_GRADES = "BCBABC"
BUSY, STAR, QUIET = 100, 120, 22  # shares of the firms' wishes


class Characters:
    """The profile and share of each provider, and how many cases it has had."""

    def __init__(self, star: int, local: Sequence[int], others: Sequence[int]) -> None:
        self.grades: dict[int, str] = {star: STAR_GRADE}
        self.shares: dict[int, int] = {star: STAR}
        self._local, self._others = local, others
        self._had: Counter[int] = Counter()

    def cast(self, chance: Random) -> None:
        """Deal the characters out: the busy local ones first, then everybody else."""
        rest = [pk for pk in shuffled(self._local, chance) if pk not in self.grades]
        busy, quiet = rest[: len(BUSY_GRADES)], rest[len(BUSY_GRADES) :]
        self.grades |= dict(zip(busy, BUSY_GRADES, strict=False))
        self.shares |= dict.fromkeys(busy, BUSY)
        for n, pk in enumerate([*quiet, *self._others]):
            self.grades[pk] = OTHER_GRADES[n % len(OTHER_GRADES)]
            self.shares[pk] = QUIET

    def next_case(self, provider: int, year: int) -> Quality:
        """How the provider's next case of that year goes."""
        key = provider * 10_000 + year
        self._had[key] += 1
        return PROFILES[self.grades[provider]].case(self._had[key] - 1)
