"""The words for hard rules and for the points of a match."""

from django.utils.translation import gettext_lazy as _

from assignments import matching

RULE_WORDS = {
    matching.NOT_IN_DISTRICT: _("Its agreement does not cover the district."),
    matching.NOT_IN_SECTOR: _("It does not work in the firm's sector."),
    matching.NO_QUOTA: _("Its quota of this campaign is used up."),
    matching.SUSPENDED: _("It is suspended or not in the pool."),
    matching.CONFLICT: _("There is a conflict of interest with the firm."),
    matching.DECLINED: _("It has declined this case before."),
    matching.NOBODY_FREE: _("Nobody qualified is free on the booked half-day."),
}
PART_WORDS = {
    "wish": _("firm's wish"),
    "load": _("room in its quota"),
    "people": _("people free"),
    "grade": _("last year's grade"),
}


def rule_words(rule: str) -> str:
    """The hard rule as a sentence."""
    return str(RULE_WORDS[rule])


def part_words(parts: dict[str, int]) -> list[tuple[str, int]]:
    """Each part of a score with its name, the larger first."""
    ranked = sorted(parts.items(), key=lambda part: -part[1])
    return [(str(PART_WORDS[name]), points) for name, points in ranked if points]
