"""The words for refusals and flags of eligibility."""

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings import eligibility

REFUSAL_WORDS = {
    eligibility.NO_CAMPAIGN: _("No campaign is open today."),
    eligibility.NOT_MANUFACTURING: _(
        "The free diagnosis is for manufacturing firms (GB/T 4754 divisions 13-43)."
    ),
    eligibility.OUTSIDE_CITY: _("The factory must stand in the city."),
    eligibility.BARRED: _("The firm is barred for serious breach of trust."),
    eligibility.OPEN_CASE: _(
        "The firm already has an open diagnosis in this campaign."
    ),
    eligibility.DONE_CASE: _("The firm has already been diagnosed in this campaign."),
    eligibility.DIAGNOSED_ELSEWHERE: _(
        "The firm has been diagnosed elsewhere; this counts for this campaign."
    ),
    eligibility.QUOTA_FULL: _(
        "The district's quota of this campaign is used up. "
        "Your center will gladly note your need."
    ),
    eligibility.UNDECIDED: _(
        "The center has not decided yet on the other factory booked before."
    ),
}
FLAG_WORDS = {
    eligibility.BELOW_DESIGNATED: _("Below designated size: accepted and flagged"),
    eligibility.SECOND_FACTORY: _("A second factory: the center decides"),
}


def refusal_words(keys: tuple[str, ...]) -> list[str]:
    """Each refusal as a sentence."""
    return [str(REFUSAL_WORDS[key]) for key in keys]


def words_against(verdict: eligibility.Verdict) -> list[str]:
    """Each refusal of the verdict as a sentence, with the day on which it ends."""
    keys = tuple(key for key in verdict.refusals if key != eligibility.ABSENT)
    closed = verdict.online_from
    return refusal_words(keys) + ([absence_words(closed)] if closed else [])


def absence_words(until: date) -> str:
    """Why online booking is closed, until when, and the way that remains."""
    words = gettext(
        "The firm was absent twice within 180 days: appointments can be booked "
        "online again from %(day)s. Until then please call the center."
    )
    return words % {"day": until.isoformat()}


def flag_words(keys: list[str]) -> list[str]:
    """Each flag in words."""
    return [str(FLAG_WORDS.get(key, gettext("Flagged"))) for key in keys]
