"""Which provider fits a case best, by published criteria; pure (domain 2.5, DIRECT)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

# Hard rules, in the order in which they are asked; the first one that fails is named.
NOT_IN_DISTRICT = "district"
NOT_IN_SECTOR = "sector"
NO_QUOTA = "quota"
SUSPENDED = "suspended"
CONFLICT = "conflict"
DECLINED = "declined"
NOBODY_FREE = "nobody_free"

# Points of the soft criteria: the published weights.
WISH_POINTS = 30
SKILL_POINTS = 20
LOAD_POINTS = 40
GRADE_POINTS = {"A": 10, "B": 6, "C": 2}


@dataclass(frozen=True)
class Candidate:
    """A provider with an agreement, as far as one case is concerned.

    `free` = qualified consultants free on the booked half-day (keys);
    `skilled` = those of them skilled in exactly the firm's sector.
    """

    provider: int
    in_district: bool
    in_sector: bool
    quota: int
    load: int
    suspended: bool = False
    conflict: bool = False
    declined: bool = False
    free: tuple[int, ...] = ()
    grade: str = ""
    wished: bool = False


@dataclass(frozen=True)
class Match:
    """A candidate that passed, with its points and the consultant it would send."""

    provider: int
    consultant: int
    score: int
    parts: dict[str, int] = field(hash=False)


@dataclass(frozen=True)
class Outcome:
    """The best match (or None), the next ones, and why each other one fell out."""

    best: Match | None
    others: tuple[Match, ...]
    removed: tuple[tuple[int, str], ...]


def obstacle(candidate: Candidate) -> str:
    """The first hard rule the candidate breaks, '' for none."""
    rules = (
        (NOT_IN_DISTRICT, not candidate.in_district),
        (NOT_IN_SECTOR, not candidate.in_sector),
        (SUSPENDED, candidate.suspended),
        (CONFLICT, candidate.conflict),
        (DECLINED, candidate.declined),
        (NO_QUOTA, candidate.load >= candidate.quota),
        (NOBODY_FREE, not candidate.free),
    )
    return next((name for name, broken in rules if broken), "")


def points(candidate: Candidate) -> dict[str, int]:
    """The soft criteria of a candidate that passed the hard ones."""
    room = candidate.quota - candidate.load
    return {
        "wish": WISH_POINTS if candidate.wished else 0,
        "load": LOAD_POINTS * room // candidate.quota,
        "people": min(SKILL_POINTS, 5 * len(candidate.free)),
        "grade": GRADE_POINTS.get(candidate.grade, 0),
    }


def match(candidates: Sequence[Candidate], shown: int = 3) -> Outcome:
    """The best candidate by points; ties go to the smaller load, then the key."""
    removed, passed = [], []
    for candidate in candidates:
        broken = obstacle(candidate)
        if broken:
            removed.append((candidate.provider, broken))
            continue
        parts = points(candidate)
        made = Match(
            provider=candidate.provider,
            consultant=min(candidate.free),
            score=sum(parts.values()),
            parts=parts,
        )
        passed.append((-made.score, candidate.load, candidate.provider, made))
    ranked = [made for *_key, made in sorted(passed, key=lambda row: row[:3])]
    return Outcome(
        best=ranked[0] if ranked else None,
        others=tuple(ranked[1 : 1 + shown]),
        removed=tuple(removed),
    )
