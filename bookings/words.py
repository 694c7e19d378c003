"""The words for refusals and flags of eligibility."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bookings import eligibility
from bookings.absences import Closing, Terms

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
    closed = verdict.closing
    return refusal_words(keys) + ([absence_words(closed)] if closed else [])


def used_up_words(year: int) -> str:
    """That a service cannot be booked any more in a campaign, and what is left."""
    words = gettext(
        "The places of this service for %(year)s are used up. Please wait for the next "
        "campaign, choose another service, or call the center."
    )
    return words % {"year": year}


def usage_words(used: int, limit: int | None, year: int) -> str:
    """How many places of a service are used in a campaign, and what it means."""
    facts = {"used": used, "limit": limit, "year": year}
    if limit is None:
        return gettext("Empty = no limit. Booked in %(year)s: %(used)s.") % facts
    if used < limit:
        return gettext("%(used)s of %(limit)s used in %(year)s.") % facts
    words = gettext(
        "%(used)s of %(limit)s used in %(year)s: no more until a new campaign or "
        "cancellations."
    )
    return words % facts


def absence_words(closing: Closing) -> str:
    """Why online booking is closed, until when, and the way that remains."""
    words = gettext(
        "%(rule)s: appointments can be booked online again from %(day)s. Until then "
        "please call the center."
    )
    day = closing.until.isoformat()
    return words % {"rule": _counted(closing.terms), "day": day}


def _counted(terms: Terms) -> str:
    words = ngettext(
        "The firm was absent once",
        "The firm was absent %(n)d times within %(days)d days",
        terms.limit,
    )
    return words % {"n": terms.limit, "days": terms.within_days}


def closing_words(closing: Closing) -> str:
    """What was counted, how long online booking stays closed, and what is left."""
    words = gettext(
        "%(rule)s, so appointments are not booked online for %(days)d days. The center "
        "still books for you by phone."
    )
    days = closing.terms.closed_days
    return words % {"rule": _counted(closing.terms), "days": days}


def flag_words(keys: list[str]) -> list[str]:
    """Each flag in words."""
    return [str(FLAG_WORDS.get(key, gettext("Flagged"))) for key in keys]
