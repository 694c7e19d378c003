"""What the page of a center's designation shows: path, steps, timeline, papers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from designations.choices import (
    DesignationState,
    PaperKind,
    ReviewState,
    YearGrade,
)
from designations.models import Designation, ObjectionPaper, Sheet, YearlyReview
from face import formats
from face.files import papers_of
from face.paths import Step
from foundation.access.roles import Role
from foundation.clock import local_day
from workflows.centerwords import figure_rows
from workflows.models import Due
from workflows.periodfile import act_of
from workflows.steps.designation import submitted_rows
from workflows.steps.designation_city import scores_of

S = DesignationState
PATH = (
    gettext_lazy("Nurturing"),
    gettext_lazy("Application"),
    gettext_lazy("District's first check"),
    gettext_lazy("City's review"),
    gettext_lazy("Decision"),
    gettext_lazy("Public notice"),
    gettext_lazy("Designation"),
    gettext_lazy("Yearly evaluation"),
)
PLACE = {
    S.NURTURED: 0,
    S.COMPLETING: 1,
    S.DISTRICT: 2,
    S.APPOINTING: 3,
    S.ASSESSING: 3,
    S.DECIDING: 4,
    S.PUBLISHING: 5,
    S.NOTICE: 5,
    S.GRANTING: 6,
    S.DESIGNATED: 7,
    S.RECTIFYING: 7,
    S.WITHDRAWN: 7,
}
TONES = {
    S.NURTURED: "",
    S.DESIGNATED: "ok",
    S.RECTIFYING: "warn",
    S.COMPLETING: "warn",
    S.WITHDRAWN: "bad",
    S.REFUSED: "bad",
}
GRADE_TONES = {
    YearGrade.A: "ok",
    YearGrade.B: "ok",
    YearGrade.C: "info",
    YearGrade.D: "bad",
}
REVIEW_TONES = {
    ReviewState.DONE: "ok",
    ReviewState.CURED: "ok",
    ReviewState.RECTIFYING: "warn",
    ReviewState.WITHDRAWN: "bad",
}
SEES_SHEETS = frozenset({Role.OFFICER, Role.AUDITOR})


def tone_of(designation: Designation) -> str:
    """The tone of its state."""
    return TONES.get(DesignationState(designation.state), "info")


def designation_context(
    designation: Designation, user: Any, *, at: datetime
) -> dict[str, Any]:
    """Everything the page of a designation shows, in a fixed number of queries."""
    of_it = Q(designation=designation) | Q(yearlyreview__designation=designation)
    open_dues = Due.objects.visible_to(user).open().filter(of_it)
    dues = list(open_dues.select_related("task__owner"))
    reviews = list(designation.reviews.order_by("-year"))
    submissions = list(designation.submissions.select_related("checklist", "by"))
    last = submissions[0] if submissions else None
    sheets = sheets_for(designation, user)
    return {
        "designation": designation,
        "tone": tone_of(designation),
        "path": path_of(designation, reviews, dues, at),
        "acts": [act_of(due, user, at) for due in dues],
        "submission": last,
        "rows": submitted_rows(last, user),
        "sheets": sheets,
        "scores": scores_of(designation, sheets) if sheets else [],
        "notices": list(designation.notices.select_related("by")),
        "objections": objections_of(designation, user),
        "reviews": [review_row(review) for review in reviews],
        "letters": letters_of(designation, user),
    }


def objections_of(designation: Designation, user: Any) -> list[dict[str, Any]]:
    """The objections the person may read, each with its files where those are too."""
    rows = designation.objections.visible_to(user).select_related("decided_by")
    seen = ObjectionPaper.objects.visible_to(user).select_related("uploaded_by")
    may = user.has_perm("designations.read_objection", designation)
    found = rows.prefetch_related(Prefetch("papers", seen))
    return [
        {
            "row": row,
            "papers": papers_of(row.papers.all(), "designation_objection_paper")
            if may
            else [],
        }
        for row in found
    ]


def sheets_for(designation: Designation, user: Any) -> list[Sheet]:
    """The experts' sheets of the last round, for the city once all are in."""
    blind = designation.state in (S.APPOINTING, S.ASSESSING)
    if user.role not in SEES_SHEETS or blind:
        return []
    rows = designation.sheets.filter(round=designation.round)
    return list(rows.select_related("assessor"))


def letters_of(designation: Designation, user: Any) -> list[Any]:
    """The district's letters of support, the newest first."""
    rows = designation.papers.visible_to(user).filter(what=PaperKind.SUPPORT)
    newest = rows.select_related("uploaded_by").order_by("-pk")
    return papers_of(newest, "center_paper")


def path_of(
    designation: Designation,
    reviews: Iterable[YearlyReview],
    dues: list[Due],
    at: datetime,
) -> list[Step]:
    """The path drawing, from nurturing to the yearly evaluation."""
    state = DesignationState(designation.state)
    if state == S.REFUSED:
        return [Step(str(PATH[0]), "done"), Step(str(state.label), "now")]
    place = PLACE[state]
    steps = [
        Step(str(label), "done" if n < place else "todo")
        for n, label in enumerate(PATH)
    ]
    steps[place] = _now(str(PATH[place]), state, reviews, dues, at)
    if state == S.WITHDRAWN:
        steps[place] = Step(str(PATH[place]), "done")
        steps.append(Step(str(state.label), "now"))
    return steps


def _now(
    label: str,
    state: DesignationState,
    reviews: Iterable[YearlyReview],
    dues: list[Due],
    at: datetime,
) -> Step:
    graded = next((row for row in reviews if row.grade), None)
    note = f"{graded.year} {graded.get_grade_display()}" if graded else ""
    if not dues:
        quiet = state == S.DESIGNATED and not note
        return Step(label, "todo" if quiet else "now", note=note)
    words = formats.due_day(dues[0].due_on, local_day(at))
    return Step(label, "now", str(state.label), words.text, note, late=words.late)


def review_row(review: YearlyReview) -> dict[str, Any]:
    """One year as a line: grade, state, figures."""
    return {
        "review": review,
        "tone": REVIEW_TONES.get(ReviewState(review.state), "info"),
        "grade_tone": GRADE_TONES[YearGrade(review.grade)] if review.grade else "",
        "figures": figure_rows(review.figures),
    }


def review_context(review: YearlyReview, user: Any, *, at: datetime) -> dict[str, Any]:
    """Everything the page of one year shows."""
    dues = Due.objects.visible_to(user).open().filter(yearlyreview=review)
    papers = review.papers.visible_to(user).select_related("uploaded_by")
    return {
        **review_row(review),
        "designation": review.designation,
        "acts": [act_of(due, user, at) for due in dues.select_related("task__owner")],
        "papers": papers_of(papers, "center_paper"),
        "path": year_path(review),
    }


def year_path(review: YearlyReview) -> list[Step]:
    """The path drawing of a year."""
    labels = [_("Grade"), _("Rectification"), _("Check"), _("End")]
    place = {
        ReviewState.GRADING: 0,
        ReviewState.RECTIFYING: 1,
        ReviewState.CHECKING: 2,
    }.get(ReviewState(review.state), 3)
    steps = [
        Step(label, "done" if n < place else "now" if n == place else "todo")
        for n, label in enumerate(labels)
    ]
    if review.state == ReviewState.DONE:
        steps[1:3] = [Step(labels[1], "skipped"), Step(labels[2], "skipped")]
    if place == len(labels) - 1:
        steps[place] = Step(review.get_state_display(), "done")
    return steps
