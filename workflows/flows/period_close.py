"""The close of a year, and each award's way from notice to payment."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from foundation import clock
from subsidies.actions import close_period_if_settled, evaluate_period
from subsidies.choices import AwardState, PeriodState
from subsidies.models import Award
from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import AwardProcess, PeriodProcess
from workflows.nodes import Begin, Human, Job


def last_day_to_object(award: Award) -> date:
    """The last day of the award's notice; it cannot be ended before."""
    return award.notices.latest("pk").ends_on


class PeriodFlow(flow.Flow):
    """Close of one year: evaluate, check, three gates, publish."""

    process_class = PeriodProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.evaluate)
    evaluate = Job(
        this.nothing, apply=this.apply_evaluation, title=_("Evaluating providers")
    ).Next(this.check)
    check = Human(
        deed="subsidies.evaluate",
        title=_("Check evaluation and awards"),
        term="evaluate_check",
        icon="scale",
    ).ByStage(
        {PeriodState.GATES: this.gate_credit, PeriodState.EVALUATING: this.evaluate}
    )
    gate_credit = Human(
        deed="subsidies.record_gates",
        title=_("Gate: credit check"),
        term="gate",
        icon="shield-check",
    ).Next(this.gate_duplicate)
    gate_duplicate = Human(
        deed="subsidies.record_gates",
        title=_("Gate: duplicate-funding check"),
        term="gate",
        icon="copy-check",
    ).Next(this.gate_decision)
    gate_decision = Human(
        deed="subsidies.record_gates",
        title=_("Gate: collective decision"),
        term="gate",
        icon="gavel",
    ).Next(this.publish)
    publish = Human(
        deed="subsidies.publish",
        title=_("Publish the notice"),
        term="publish",
        icon="megaphone",
    ).Next(this.start_awards)
    start_awards = flow.Function(this.begin_awards).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, period: Any) -> Any:
        """Link the new process to its period."""
        return link(activation, period)

    def nothing(self, task: Any) -> None:
        """The evaluation reads and writes in one transaction, under the lock."""

    def apply_evaluation(self, activation: Any, found: Any) -> None:
        """Evaluate every local provider and compute the awards."""
        evaluate_period(period=activation.process.subject, at=clock.now())

    def begin_awards(self, activation: Any) -> None:
        """Each published award goes its own way from here."""
        period = activation.process.subject
        for award in period.awards.filter(state=AwardState.NOTICE):
            AwardFlow.start.run(award=award)
        close_period_if_settled(period=period, at=clock.now())


class AwardFlow(flow.Flow):
    """One award: notice (and objection), document, payment. No path skips one.

    A result without money ends after its notice.
    """

    process_class = AwardProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.notice)
    notice = Human(
        deed="subsidies.end_notice",
        title=_("Notice period"),
        term="end_notice",
        icon="hourglass",
        not_before=last_day_to_object,
    ).ByStage(
        {
            AwardState.UNDISPUTED: this.order,
            AwardState.OBJECTED: this.decide,
            AwardState.ENDED: this.settle,
        }
    )
    decide = Human(
        deed="subsidies.decide_objection",
        title=_("Decide the objection"),
        term="objection",
        icon="message-square-warning",
    ).ByStage(
        {AwardState.NOTICE: this.notice, AwardState.CORRECTED: this.publish_again}
    )
    publish_again = Human(
        deed="subsidies.publish",
        title=_("Publish the corrected award"),
        term="publish",
        icon="megaphone",
    ).Next(this.notice)
    order = Human(
        deed="subsidies.issue_document",
        title=_("Issue the document number"),
        term="order",
        icon="file-badge",
    ).Next(this.pay)
    pay = Human(
        deed="subsidies.pay",
        title=_("Record the payment"),
        term="pay",
        icon="banknote",
    ).Next(this.settle)
    settle = flow.Function(this.close_if_last).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, award: Any) -> Any:
        """Link the new process to its award."""
        return link(activation, award)

    def close_if_last(self, activation: Any) -> None:
        """The last payment closes the period."""
        award = activation.process.subject
        close_period_if_settled(period=award.period, at=clock.now())
