"""What is done to a center's designation, and to its yearly evaluations."""

from designations.actions.adopting import adopt_designated
from designations.actions.applying import (
    add_paper,
    apply,
    drop_paper,
    end_nurturing,
    nurture,
    open_point,
    save_draft,
    set_hours,
)
from designations.actions.granting import (
    end_notice,
    grant,
    object_to,
    publish,
)
from designations.actions.reviewing import (
    all_handed_in,
    answer_objection,
    appoint,
    assessors_for,
    decide,
    forward,
    reject,
    replace_assessor,
    return_points,
    submit_sheet,
)
from designations.actions.yearly import (
    cure,
    grade,
    mend_again,
    open_review,
    report_cure,
    reviewable,
    withdraw,
)

__all__ = [
    "add_paper",
    "adopt_designated",
    "all_handed_in",
    "answer_objection",
    "apply",
    "appoint",
    "assessors_for",
    "cure",
    "decide",
    "drop_paper",
    "end_notice",
    "end_nurturing",
    "forward",
    "grade",
    "grant",
    "mend_again",
    "nurture",
    "object_to",
    "open_point",
    "open_review",
    "publish",
    "reject",
    "replace_assessor",
    "report_cure",
    "return_points",
    "reviewable",
    "save_draft",
    "set_hours",
    "submit_sheet",
    "withdraw",
]
