"""Begins the flows of centers: a candidate's, a year's; ends a candidate's."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from designations.actions import end_nurturing, nurture, open_review, reviewable
from designations.models import Designation, YearlyReview
from foundation.errors import LostRace, NotAllowed, Refused
from workflows.engine import ending
from workflows.flows.designation import DesignationFlow, YearlyReviewFlow
from workflows.models import DesignationProcess


def nurture_center(**facts: Any) -> Designation:
    """Take a candidate into nurturing and start its flow. Raises Refused."""
    with transaction.atomic():
        designation = nurture(**facts)
        DesignationFlow.start.run(designation=designation)
    return designation


def end_candidate(
    *, designation: Designation, reason: str, by: Any, at: datetime
) -> None:
    """End a candidate's nurturing and every open step of it.

    Raises NotAllowed, Refused, LostRace where it moved meanwhile, or Busy.
    """
    if not by.has_perm("designations.end_nurturing", designation):
        raise NotAllowed(_("This step is not yours to do."))
    with ending(DesignationProcess.objects.get(designation=designation)):
        seen = designation.state
        designation.refresh_from_db()
        if designation.state != seen:
            raise LostRace(_("Meanwhile this step has moved on."))
        end_nurturing(designation=designation, reason=reason, by=by, at=at)


def open_yearly_review(
    *, designation: Designation, year: int, by: Any, at: datetime
) -> YearlyReview:
    """Open one center's evaluation and start its flow. Raises Refused."""
    with transaction.atomic():
        review = open_review(designation=designation, year=year, by=by, at=at)
        YearlyReviewFlow.start.run(review=review)
    return review


@transaction.atomic
def open_yearly_reviews(*, year: int, by: Any, at: datetime) -> int:
    """Open the year of every center that has none yet; all of them, or none.

    Raises Refused where there is nothing to open.
    """
    waiting = list(reviewable(year=year))
    if not waiting:
        raise Refused(_("Every designated center has its evaluation for that year."))
    for designation in waiting:
        open_yearly_review(designation=designation, year=year, by=by, at=at)
    return len(waiting)
