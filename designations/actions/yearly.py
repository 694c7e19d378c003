"""The yearly evaluation of a designated center, its rectification, its withdrawal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centers.models import Center, District
from designations.actions.applying import add_paper
from designations.actions.telling import CURED, GRADED, WITHDRAWN, tell_center
from designations.choices import (
    DesignationState,
    PaperKind,
    ReviewState,
    YearGrade,
)
from designations.models import Designation, YearlyReview
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused


def reviewable(*, year: int) -> Any:
    """Designations held now, since before the end of that year, not evaluated yet."""
    rows = Designation.objects.held().filter(designated_on__year__lte=year)
    done = YearlyReview.objects.filter(year=year).values("center")
    return rows.exclude(center__in=done).select_related("center", "district")


@transaction.atomic
def open_review(
    *, designation: Designation, year: int, by: Any, at: datetime
) -> YearlyReview:
    """Open the evaluation of one center for one year; the caller starts its flow.

    Raises Refused for a year to come, a center not designated in it, or a second one.
    """
    if year > local_day(at).year:
        raise Refused(_("This year has not begun."))
    if not reviewable(year=year).filter(pk=designation.pk).exists():
        raise Refused(_("This center is not evaluated for that year."))
    try:
        with transaction.atomic():
            made: YearlyReview = YearlyReview.objects.create(
                designation=designation, center=designation.center,
                district=designation.district, year=year, opened_at=at, opened_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("This center is not evaluated for that year.")) from error
    record(by=by, deed="designations.open_review", at=at, row=made)
    return made


@transaction.atomic
def grade(
    *,
    review: YearlyReview,
    grade: str,
    reasons: str,
    figures: Mapping[str, Any],
    by: Any,
    at: datetime,
    points: str = "",
    mend_by: date | None = None,
) -> None:
    """Grade a year, with the figures it rests on; a failing one is to be mended.

    Raises Refused without reasons, or failing without points and a day to come.
    """
    fails = grade == YearGrade.D
    if not reasons.strip():
        raise Refused(_("Please give the reasons."))
    if fails and (not points.strip() or mend_by is None or mend_by <= local_day(at)):
        raise Refused(_("Name what is to be mended, and by which day to come."))
    review.move_to(
        ReviewState.RECTIFYING if fails else ReviewState.DONE,
        grade=grade, reasons=reasons, figures=dict(figures), graded_at=at,
        points=points if fails else "", mend_by=mend_by if fails else None,
    )  # fmt: skip
    if fails:
        review.designation.move_to(DesignationState.RECTIFYING)
    tell_center(review.designation, GRADED, at=at, year=str(review.year),
                grade=str(YearGrade(grade).label))  # fmt: skip
    record(by=by, deed="designations.grade", at=at, row=review,
           after={"grade": grade, "reason": reasons, "points": points})  # fmt: skip


@transaction.atomic
def report_cure(
    *, review: YearlyReview, mended: str, papers: list[File], by: Any, at: datetime
) -> None:
    """The center says what it has mended, with evidence. Raises Refused."""
    if not mended.strip():
        raise Refused(_("Please say what was done."))
    for upload in papers:
        add_paper(designation=review.designation, upload=upload, what=PaperKind.CURE,
                  review=review, by=by, at=at)  # fmt: skip
    review.move_to(ReviewState.CHECKING, mended=mended, mended_at=at)
    record(by=by, deed="designations.rectify", at=at, row=review,
           after={"text": mended})  # fmt: skip


@transaction.atomic
def cure(*, review: YearlyReview, verdict: str, by: Any, at: datetime) -> None:
    """The rectification is accepted: the center is designated as before."""
    review.move_to(ReviewState.CURED, verdict=verdict, decided_at=at)
    review.designation.move_to(DesignationState.DESIGNATED)
    tell_center(review.designation, CURED, at=at)
    record(by=by, deed="designations.check_cure", at=at, row=review,
           after={"outcome": "cured", "reason": verdict})  # fmt: skip


@transaction.atomic
def mend_again(
    *, review: YearlyReview, points: str, mend_by: date | None, by: Any, at: datetime
) -> None:
    """Not mended yet: the center has until another day. Raises Refused."""
    if not points.strip() or mend_by is None or mend_by <= local_day(at):
        raise Refused(_("Name what is to be mended, and by which day to come."))
    before = {"points": review.points, "on": review.mend_by}
    review.move_to(ReviewState.RECTIFYING, points=points, mend_by=mend_by)
    record(by=by, deed="designations.check_cure", at=at, row=review, before=before,
           after={"outcome": "again", "points": points, "on": mend_by})  # fmt: skip


@transaction.atomic
def withdraw(
    *,
    review: YearlyReview,
    on: date,
    reason: str,
    successor: Center | None,
    by: Any,
    at: datetime,
) -> None:
    """Withdraw the designation from that day on; who may serve its districts then.

    The caller has made sure that nobody is booked there. Raises Refused for a day in
    the past or without a reason.
    """
    if on < local_day(at) or not reason.strip():
        raise Refused(_("Withdrawing needs a reason and a day from today on."))
    designation = review.designation
    review.move_to(ReviewState.WITHDRAWN, verdict=reason, decided_at=at)
    designation.move_to(
        DesignationState.WITHDRAWN, withdrawn_on=on, withdrawn_why=reason
    )
    center = designation.center
    center.withdrawn_on = on
    center.save(update_fields=["withdrawn_on"])
    if successor is not None:
        District.objects.filter(served_by=center).update(served_by=successor)
    tell_center(designation, WITHDRAWN, at=at, day=on.isoformat(), reason=reason)
    record(by=by, deed="designations.withdraw", at=at, row=designation,
           after={"on": on, "reason": reason,
                  "center": successor and successor.name_zh})  # fmt: skip
