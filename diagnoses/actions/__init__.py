"""What is done in a diagnosis, from the named team to acceptance."""

from diagnoses.actions.reports import (
    FROM_ROWS,
    review_report,
    save_report,
    submit_report,
)
from diagnoses.actions.returning import (
    return_assessment,
    return_to_review,
    return_to_signing,
    return_visit,
)
from diagnoses.actions.signing import (
    SILENT_WORKING_DAYS,
    accept,
    go_on_unsigned,
    sign_off,
)
from diagnoses.actions.team import keep_in_team
from diagnoses.actions.visits import (
    MOST_PHOTOS,
    REPORT_WORKING_DAYS,
    accept_with_team,
    assess_on_site,
    hold_visit,
    no_show,
    open_diagnosis,
    put_off_report,
    replace_in_team,
)

__all__ = [
    "FROM_ROWS",
    "MOST_PHOTOS",
    "REPORT_WORKING_DAYS",
    "SILENT_WORKING_DAYS",
    "accept",
    "accept_with_team",
    "assess_on_site",
    "go_on_unsigned",
    "hold_visit",
    "keep_in_team",
    "no_show",
    "open_diagnosis",
    "put_off_report",
    "replace_in_team",
    "return_assessment",
    "return_to_review",
    "return_to_signing",
    "return_visit",
    "review_report",
    "save_report",
    "sign_off",
    "submit_report",
]
