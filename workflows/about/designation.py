"""What is said of a center's designation, and of one of its years."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from designations.models import Designation, YearlyReview
from face.formats import day
from workflows.about.kinds import About, Facts


def _facts(designation: Designation, user: Any) -> Facts:
    center = designation.center
    facts: Facts = [
        (_("Center"), center),
        (_("District"), designation.district),
        (_("Address"), center.address),
        (_("Checklist"), designation.checklist),
    ]
    if designation.visit_on is not None:
        facts.append((_("Day of the site visit"), day(designation.visit_on, "long")))
    if designation.number:
        facts.append((_("Designation number"), designation.number))
    return facts


def _page(designation: Designation) -> str:
    return reverse("designation", args=[designation.pk])


def _line(designation: Designation, user: Any) -> str:
    return f"{designation.center} · {designation.district}"


def _words(designation: Designation) -> str:
    return designation.center.name_zh


def _review_facts(review: YearlyReview, user: Any) -> Facts:
    facts: Facts = [
        (_("Center"), review.center),
        (_("Year"), review.year),
        (_("Designation number"), review.designation.number or "—"),
    ]
    if review.grade:
        facts.append((_("Grade"), review.get_grade_display()))
    return facts


def _review_page(review: YearlyReview) -> str:
    return reverse("center_review", args=[review.pk])


def _review_line(review: YearlyReview, user: Any) -> str:
    return f"{review.center} · {review.year}"


def _review_words(review: YearlyReview) -> str:
    return f"{review.center.name_zh} {review.year}"


ABOUT_DESIGNATION = About(_facts, _page, _line, _words)
ABOUT_REVIEW = About(_review_facts, _review_page, _review_line, _review_words)
