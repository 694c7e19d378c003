"""Which provider fits a case best, by published criteria; pure (domain 2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assignments.weights import Weights

# Hard rules, in the order in which they are asked; the first one that fails is named.
NOT_IN_DISTRICT = "district"
NOT_IN_SECTOR = "sector"
SUSPENDED = "suspended"
CONFLICT = "conflict"
DECLINED = "declined"
NO_QUOTA = "quota"
NOBODY_FREE = "nobody_free"
OTHER_MODE = "mode"
OTHER_LOT = "lot"
NOT_ITS_TURN = "turn"
NO_BID = "bid"

DIRECT, MINI_BID, ROTATION, LOT = "DIRECT", "MINI_BID", "ROTATION", "LOT"
# Where agreements of several kinds cover a case, the stricter kind decides.
STRICTEST_FIRST = (LOT, ROTATION, MINI_BID, DIRECT)

KNOWS_WELL = 5  # cases in the sector that make a provider know it
ENOUGH_PEOPLE = 4
TOO_FAR = 60  # minutes on the road from which no point is left
GRADE_SHARE = {"A": 10, "B": 6, "C": 2}  # tenths


@dataclass(frozen=True)
class Candidate:
    """A provider with an agreement, as far as one case is concerned.

    `free` = qualified leads free on the booked half-day (keys); `load`, `quota` = cases
    of the campaign; `pool_load`, `pool_quota` = the same of all agreements together;
    `minutes` on the road to the firm's district, None = comes from outside the city;
    `turn` = contracts of the rotation it has had; `has_bid` = won the second bidding.
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
    experience: int = 0
    minutes: int | None = None
    pool_load: int = 0
    pool_quota: int = 0
    mode: str = DIRECT
    number: str = ""
    turn: int = 0
    has_bid: bool = False
    barred: str = ""


@dataclass(frozen=True)
class Match:
    """A candidate that passed, with its points and the consultant it would send."""

    provider: int
    consultant: int
    score: int
    parts: dict[str, int] = field(hash=False)


@dataclass(frozen=True)
class Outcome:
    """The best match (or None), the next ones, how many more there are with fewer
    points, and why each other one fell out."""

    best: Match | None
    others: tuple[Match, ...]
    removed: tuple[tuple[int, str], ...]
    fewer: int = 0
    mode: str = DIRECT
    bidders: tuple[int, ...] = ()


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
        (candidate.barred, bool(candidate.barred)),
    )
    return next((name for name, broken in rules if broken), "")


def mode_of(candidates: Sequence[Candidate]) -> str:
    """How the case is assigned: the strictest mode of the agreements that cover it."""
    modes = {one.mode for one in candidates if one.in_district and one.in_sector}
    return next((mode for mode in STRICTEST_FIRST if mode in modes), DIRECT)


def by_mode(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with what the mode of the case forbids.

    A lot is never crossed. In a rotation only the next one that may take the case can
    have it; who may not is passed over and keeps its turn. After a second bidding only
    the winner can have it.
    """
    mode = mode_of(candidates)
    first = min(
        (one for one in candidates if one.mode == mode and not obstacle(one)),
        key=lambda one: (one.turn, one.number),
        default=None,
    )
    barred: list[Candidate] = []
    for one in candidates:
        rule = ""
        if one.mode != mode:
            rule = OTHER_LOT if mode == LOT else OTHER_MODE
        elif mode == ROTATION and one is not first:
            rule = NOT_ITS_TURN
        elif mode == MINI_BID and not one.has_bid:
            rule = NO_BID
        barred.append(replace(one, barred=rule))
    return barred


def points(candidate: Candidate, weights: Weights) -> dict[str, int]:
    """The soft criteria of a candidate that passed the hard ones, whole points."""
    most = weights.points
    near = 0 if candidate.minutes is None else max(0, TOO_FAR - candidate.minutes)
    known = min(candidate.experience, KNOWS_WELL)
    people = min(len(candidate.free), ENOUGH_PEOPLE)
    return {
        "wish": most["wish"] if candidate.wished else 0,
        "skill": most["skill"] * known // KNOWS_WELL,
        "people": most["people"] * people // ENOUGH_PEOPLE,
        "distance": most["distance"] * near // TOO_FAR,
        **season_points(candidate, weights),
        "grade": most["grade"] * GRADE_SHARE.get(candidate.grade, 0) // 10,
    }


def season_points(candidate: Candidate, weights: Weights) -> dict[str, int]:
    """What depends on how many cases it has: room in its quota, and fairness.

    Fairness compares its share of its quota with that of all providers together: half
    the points at the mean, all at half a quota below it, none at half a quota above.
    """
    quota, load = candidate.quota, candidate.load
    pool = candidate.pool_quota or quota
    half = pool * quota + 2 * candidate.pool_load * quota - 2 * load * pool
    fair = weights.points["fairness"] * half // (2 * pool * quota)
    return {
        "load": weights.points["load"] * (quota - load) // quota,
        "fairness": min(max(fair, 0), weights.points["fairness"]),
    }


def match(candidates: Sequence[Candidate], weights: Weights, shown: int = 3) -> Outcome:
    """The best candidate by points; ties go to the smaller load, then the key."""
    removed, passed = [], []
    mode = mode_of(candidates)
    for candidate in by_mode(candidates):
        broken = obstacle(candidate)
        if broken:
            removed.append((candidate.provider, broken))
            continue
        made = made_of(candidate, weights, min(candidate.free))
        passed.append((-made.score, candidate.load, candidate.provider, made))
    ranked = [made for *_key, made in sorted(passed, key=lambda row: row[:3])]
    return Outcome(
        best=ranked[0] if ranked else None,
        others=tuple(ranked[1 : 1 + shown]),
        removed=tuple(removed),
        fewer=max(0, len(ranked) - 1 - shown),
        mode=mode,
        bidders=tuple(name for name, rule in removed if rule == NO_BID),
    )


def made_of(candidate: Candidate, weights: Weights, consultant: int) -> Match:
    """The candidate as a match that sends this consultant."""
    parts = points(candidate, weights)
    return Match(candidate.provider, consultant, sum(parts.values()), parts)
