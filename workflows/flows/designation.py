"""A center's way to its designation, and each of its yearly evaluations after it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from designations.actions import all_handed_in
from designations.choices import DesignationState, ReviewState, SheetState
from designations.models import Designation, Sheet, YearlyReview
from foundation import clock
from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import DesignationProcess, YearlyReviewProcess
from workflows.nodes import Begin, Human, SplitOver


def visit_day(designation: Designation) -> date:
    """The day of the site visit; sheets are handed in from it on."""
    return designation.visit_on or designation.nurtured_at.date()


def last_day_to_object(designation: Designation) -> date:
    """The last day of the notice; it cannot be ended undisputed before."""
    return designation.notices.latest("pk").ends_on


def day_to_mend(review: YearlyReview) -> date | None:
    """The day by which the center has to mend its points."""
    return review.mend_by


class DesignationFlow(flow.Flow):
    """Nurturing, application, district, experts, notice, designation.

    It ends with the designation, or without one; each later year has a flow of its
    own, so that a center's history stays as it was.
    """

    process_class = DesignationProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.apply_designation)
    apply_designation = Human(
        deed="designations.apply",
        title=_("Apply for the designation"),
        term="nurturing",
        icon="file-pen-line",
    ).Next(this.check_candidate)
    check_candidate = Human(
        deed="designations.check",
        title=_("District's first check"),
        term="district_check",
        icon="list-checks",
    ).ByStage(
        {
            DesignationState.APPOINTING: this.name_center_experts,
            DesignationState.COMPLETING: this.complete_candidate,
            DesignationState.NURTURED: this.apply_designation,
        }
    )
    complete_candidate = Human(
        deed="designations.complete",
        title=_("Complete the application"),
        term="completing",
        icon="file-pen-line",
    ).Next(this.check_candidate)
    name_center_experts = Human(
        deed="designations.appoint",
        title=_("Name experts and the day of the visit"),
        term="experts",
        icon="users",
    ).Next(this.share_center_out)
    share_center_out = SplitOver(this.open_sheets).Next(this.judge_center)
    judge_center = (
        Human(
            deed="designations.score",
            title=_("Judge the center on site"),
            term="expert_sheet",
            icon="star",
            not_before=visit_day,
        )
        .Assign(this.expert_of)
        .Next(this.all_judged)
    )
    all_judged = flow.Join().Next(this.count_sheets)
    count_sheets = flow.Function(this.finish_sheets).Next(this.decide_designation)
    decide_designation = Human(
        deed="designations.decide",
        title=_("Decide the designation"),
        term="designation_decision",
        icon="gavel",
    ).ByStage(
        {
            DesignationState.PUBLISHING: this.publish_designation,
            DesignationState.NOTICE: this.designation_notice,
            DesignationState.COMPLETING: this.complete_candidate,
            DesignationState.REFUSED: this.end,
        }
    )
    publish_designation = Human(
        deed="designations.publish",
        title=_("Publish the designation"),
        term="publish",
        icon="megaphone",
    ).Next(this.designation_notice)
    designation_notice = Human(
        deed="designations.end_notice",
        title=_("Public notice of the designation"),
        term="end_notice",
        icon="hourglass",
        not_before=last_day_to_object,
    ).ByStage(
        {
            DesignationState.GRANTING: this.grant_designation,
            DesignationState.DECIDING: this.decide_designation,
        }
    )
    grant_designation = Human(
        deed="designations.grant",
        title=_("Designate and hand over the plate"),
        term="granting",
        icon="badge-check",
    ).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, designation: Designation) -> Any:
        """Link the new process to its designation."""
        return link(activation, designation)

    def open_sheets(self, activation: Any) -> list[dict[str, int]]:
        """One branch per sheet of this round."""
        subject = activation.process.subject
        rows = Sheet.objects.filter(
            designation=subject, round=subject.round, state=SheetState.OPEN
        )
        return [{"judgement": key} for key in rows.values_list("pk", flat=True)]

    def expert_of(self, activation: Any) -> Any:
        """The sheet's expert owns its task."""
        rows = Sheet.objects.select_related("assessor")
        return rows.get(pk=activation.task.data["judgement"]).assessor

    def finish_sheets(self, activation: Any) -> None:
        """All sheets are in: the city decides."""
        all_handed_in(designation=activation.process.subject, at=clock.now())


class YearlyReviewFlow(flow.Flow):
    """One center's year: grade it; a failing one is mended, or ends withdrawn."""

    process_class = YearlyReviewProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.grade_center)
    grade_center = Human(
        deed="designations.grade",
        title=_("Grade the center's year"),
        term="yearly_grade",
        icon="scale",
    ).ByStage({ReviewState.DONE: this.end, ReviewState.RECTIFYING: this.mend_center})
    mend_center = Human(
        deed="designations.rectify",
        title=_("Mend what was found"),
        term="mending",
        icon="wrench",
        due_on=day_to_mend,
    ).Next(this.check_mending)
    check_mending = Human(
        deed="designations.check_cure",
        title=_("Check what was mended"),
        term="check_mending",
        icon="shield-check",
    ).ByStage(
        {
            ReviewState.CURED: this.end,
            ReviewState.RECTIFYING: this.mend_center,
            ReviewState.WITHDRAWN: this.end,
        }
    )
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, review: YearlyReview) -> Any:
        """Link the new process to its review."""
        return link(activation, review)
