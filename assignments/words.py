"""The words for hard rules and for the points of a match."""

from django.utils.translation import gettext_lazy as _

from assignments import matching
from assignments.choices import ConflictKind

RULE_WORDS = {
    matching.NOT_IN_DISTRICT: _("Its agreement does not cover the district."),
    matching.NOT_IN_SECTOR: _("It does not work in the firm's sector."),
    matching.NO_QUOTA: _("Its quota of this campaign is used up."),
    matching.SUSPENDED: _("It is suspended, graded D or not in the pool."),
    matching.CONFLICT: _("There is a conflict of interest with the firm."),
    matching.DECLINED: _("It has declined this case before."),
    matching.NOBODY_FREE: _("Nobody qualified is free on the booked half-day."),
    matching.OTHER_MODE: _("Its agreement is of another mode than this case."),
    matching.OTHER_LOT: _("The case belongs to the lot of another provider."),
    matching.NOT_ITS_TURN: _("In the rotation it is another provider's turn."),
    matching.NO_BID: _("It has not won the second bidding for this case."),
}
PART_WORDS = {
    "wish": _("firm's wish"),
    "skill": _("cases in the sector"),
    "people": _("people free"),
    "distance": _("short way"),
    "load": _("room in its quota"),
    "fairness": _("fair share"),
    "grade": _("last year's grade"),
}


def rule_words(rule: str) -> str:
    """The hard rule as a sentence."""
    return str(RULE_WORDS[rule])


def kind_words(kinds: list[str]) -> list[str]:
    """The kinds of ties in words."""
    return [str(ConflictKind(kind).label) for kind in kinds]


def part_words(parts: dict[str, int]) -> list[tuple[str, int]]:
    """Each part of a score with its name, the larger first."""
    ranked = sorted(parts.items(), key=lambda part: -part[1])
    return [(str(PART_WORDS[name]), points) for name, points in ranked if points]
