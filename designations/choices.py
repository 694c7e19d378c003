"""Where a center's designation, an expert's sheet and a yearly review stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DesignationState(TextChoices):
    """The life of a designation, from nurturing to withdrawal."""

    NURTURED = "nurtured", _("Being nurtured")
    DISTRICT = "district", _("With the district")
    COMPLETING = "completing", _("To be completed")
    APPOINTING = "appointing", _("Experts to be named")
    ASSESSING = "assessing", _("With the experts")
    DECIDING = "deciding", _("To be decided")
    PUBLISHING = "publishing", _("To be published")
    NOTICE = "notice", _("Public notice")
    GRANTING = "granting", _("To be designated")
    DESIGNATED = "designated", _("Designated")
    RECTIFYING = "rectifying", _("Rectification")
    WITHDRAWN = "withdrawn", _("Designation withdrawn")
    REFUSED = "refused", _("Not designated")


ENDED = (DesignationState.WITHDRAWN, DesignationState.REFUSED)
HELD = (DesignationState.DESIGNATED, DesignationState.RECTIFYING)
WITH_THE_CENTER = (DesignationState.NURTURED, DesignationState.COMPLETING)

DESIGNATION_MOVES: dict[str, frozenset[str]] = {
    DesignationState.NURTURED: frozenset(
        {DesignationState.DISTRICT, DesignationState.REFUSED}
    ),
    DesignationState.DISTRICT: frozenset(
        {
            DesignationState.APPOINTING,
            DesignationState.COMPLETING,
            DesignationState.NURTURED,
        }
    ),
    DesignationState.COMPLETING: frozenset({DesignationState.DISTRICT}),
    DesignationState.APPOINTING: frozenset({DesignationState.ASSESSING}),
    DesignationState.ASSESSING: frozenset({DesignationState.DECIDING}),
    DesignationState.DECIDING: frozenset(
        {
            DesignationState.PUBLISHING,
            DesignationState.NOTICE,
            DesignationState.COMPLETING,
            DesignationState.REFUSED,
        }
    ),
    DesignationState.PUBLISHING: frozenset({DesignationState.NOTICE}),
    DesignationState.NOTICE: frozenset(
        {DesignationState.GRANTING, DesignationState.DECIDING}
    ),
    DesignationState.GRANTING: frozenset({DesignationState.DESIGNATED}),
    DesignationState.DESIGNATED: frozenset({DesignationState.RECTIFYING}),
    DesignationState.RECTIFYING: frozenset(
        {DesignationState.DESIGNATED, DesignationState.WITHDRAWN}
    ),
}


class PaperKind(TextChoices):
    """What an uploaded file shows."""

    POINT = "point", _("Evidence of a point")
    SUPPORT = "support", _("District's letter of support")
    OBJECTION = "objection", _("Evidence of an objection")
    CURE = "cure", _("Evidence of the rectification")


class SheetState(TextChoices):
    """An expert's sheet."""

    OPEN = "open", _("To be scored")
    SUBMITTED = "submitted", _("Submitted")


SHEET_MOVES: dict[str, frozenset[str]] = {
    SheetState.OPEN: frozenset({SheetState.SUBMITTED}),
}


class YearGrade(TextChoices):
    """Grade of a center's year."""

    A = "A", _("Excellent")
    B = "B", _("Good")
    C = "C", _("Pass")
    D = "D", _("Fail")


class ReviewState(TextChoices):
    """The life of a yearly evaluation."""

    GRADING = "grading", _("To be graded")
    RECTIFYING = "rectifying", _("Rectification")
    CHECKING = "checking", _("Rectification to be checked")
    DONE = "done", _("Graded")
    CURED = "cured", _("Rectified")
    WITHDRAWN = "withdrawn", _("Designation withdrawn")


REVIEW_MOVES: dict[str, frozenset[str]] = {
    ReviewState.GRADING: frozenset({ReviewState.DONE, ReviewState.RECTIFYING}),
    ReviewState.RECTIFYING: frozenset({ReviewState.CHECKING}),
    ReviewState.CHECKING: frozenset(
        {ReviewState.CURED, ReviewState.RECTIFYING, ReviewState.WITHDRAWN}
    ),
}
