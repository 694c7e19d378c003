"""Admission 入库: from the handed-in application to the pool."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from admissions.actions import rank
from admissions.choices import ApplicationState, OpinionState
from admissions.models import Opinion
from foundation import clock
from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import ApplicationProcess
from workflows.nodes import Begin, Human, SplitOver


def last_day_to_object(application: Any) -> date:
    """The last day of the notice; it cannot be ended before."""
    day: date = application.notices.latest("pk").ends_on
    return day


class AdmissionFlow(flow.Flow):
    """An application: formal check, experts, decision, notice, agreement."""

    process_class = ApplicationProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.check_application)
    check_application = Human(
        deed="admissions.check",
        title=_("Check the application"),
        term="admission_check",
        icon="list-checks",
    ).ByStage(
        {
            ApplicationState.ASSESSING: this.name_experts,
            ApplicationState.COMPLETING: this.complete_application,
            ApplicationState.REFUSED: this.end,
        }
    )
    complete_application = Human(
        deed="admissions.complete",
        title=_("Complete the application"),
        term="admission_complete",
        icon="file-plus-2",
    ).Next(this.check_application)
    name_experts = Human(
        deed="admissions.name_experts",
        title=_("Name the experts"),
        term="admission_experts",
        icon="users",
    ).Next(this.share_application)
    share_application = SplitOver(this.open_opinions).Next(this.score_application)
    score_application = (
        Human(
            deed="admissions.score",
            title=_("Score the application"),
            term="admission_score",
            icon="star",
        )
        .Assign(this.expert_of)
        .Next(this.all_opinions)
    )
    all_opinions = flow.Join().Next(this.rank_application)
    rank_application = flow.Function(this.rank).Next(this.decide_application)
    decide_application = Human(
        deed="admissions.decide",
        title=_("Decide on the admission"),
        term="admission_decide",
        icon="gavel",
    ).ByStage(
        {
            ApplicationState.NOTICE: this.publish_admission,
            ApplicationState.REFUSED: this.end,
        }
    )
    publish_admission = Human(
        deed="admissions.publish",
        title=_("Publish the admission"),
        term="publish",
        icon="megaphone",
    ).Next(this.admission_notice)
    admission_notice = Human(
        deed="admissions.end_notice",
        title=_("Notice period of the admission"),
        term="end_notice",
        icon="hourglass",
        not_before=last_day_to_object,
    ).ByStage(
        {
            ApplicationState.AGREEING: this.write_agreement,
            ApplicationState.DECIDING: this.decide_admission_again,
        }
    )
    decide_admission_again = Human(
        deed="admissions.decide_objection",
        title=_("Decide the objection to the admission"),
        term="objection",
        icon="message-square-warning",
    ).ByStage(
        {
            ApplicationState.NOTICE: this.admission_notice,
            ApplicationState.REFUSED: this.end,
        }
    )
    write_agreement = Human(
        deed="admissions.offer",
        title=_("Write the agreement"),
        term="admission_agree",
        icon="file-pen-line",
    ).ByStage(
        {
            ApplicationState.OFFERED: this.confirm_agreement,
            ApplicationState.REFUSED: this.end,
        }
    )
    confirm_agreement = Human(
        deed="admissions.confirm",
        title=_("Confirm the agreement"),
        term="admission_confirm",
        icon="handshake",
    ).ByStage(
        {
            ApplicationState.ADMITTED: this.end,
            ApplicationState.AGREEING: this.write_agreement,
        }
    )
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, application: Any) -> Any:
        """Link the new process to its application."""
        return link(activation, application)

    def open_opinions(self, activation: Any) -> list[dict[str, int]]:
        """One branch per open sheet."""
        sheets = Opinion.objects.filter(
            application=activation.process.subject, state=OpinionState.OPEN
        )
        return [{"opinion": key} for key in sheets.values_list("pk", flat=True)]

    def expert_of(self, activation: Any) -> Any:
        """The sheet's expert owns its task."""
        sheets = Opinion.objects.select_related("assessor")
        return sheets.get(pk=activation.task.data["opinion"]).assessor

    def rank(self, activation: Any) -> None:
        """The mean of the sheets decides the place."""
        rank(application=activation.process.subject, at=clock.now())
