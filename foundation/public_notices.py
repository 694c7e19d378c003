"""The clock of a public notice 公示: five working days to object (domain 2.16)."""

from datetime import date

from django.utils.translation import gettext as _

from foundation.errors import Refused
from foundation.models import work_calendar

NOTICE_WORKING_DAYS = 5


def last_day_of_notice(
    published_on: date, *, today: date, decided_on: date | None = None
) -> date:
    """The last day to object, counted from the day the official page is recorded.

    Raises Refused for a page of the future, or older than what it publishes.
    """
    if published_on > today:
        raise Refused(_("The notice cannot be published in the future."))
    if decided_on is not None and published_on < decided_on:
        raise Refused(_("The notice cannot be older than the decision it publishes."))
    return work_calendar().add(today, NOTICE_WORKING_DAYS)
