"""The terms of absences, written down for a later day."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings.absences import Terms, terms_on
from bookings.models import AbsenceTerms
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused

DEED = "bookings.set_absence_terms"


@transaction.atomic
def set_absence_terms(*, terms: Terms, by: Any, at: datetime) -> AbsenceTerms:
    """Write down what follows absences from a later day on; earlier ones keep theirs.

    Raises Refused for a day that has begun (firms may have been told what follows),
    LostRace where something is written down for the day already.
    """
    if terms.valid_from <= local_day(at):
        raise Refused(_("Choose a later day: absences of this one are judged already."))
    before = terms_on(terms.valid_from, AbsenceTerms.known())
    try:
        with transaction.atomic():
            row: AbsenceTerms = AbsenceTerms.objects.create(
                valid_from=terms.valid_from, **_facts(terms)
            )
    except IntegrityError as error:
        raise LostRace(_("For this day something is written down already.")) from error
    after = {"from": terms.valid_from, **_facts(terms)}
    record(by=by, deed=DEED, at=at, row=row, before=_facts(before), after=after)
    return row


def _facts(terms: Terms) -> dict[str, date | int]:
    return {
        "limit": terms.limit,
        "within_days": terms.within_days,
        "closed_days": terms.closed_days,
    }
