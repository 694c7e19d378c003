"""A complaint of a firm: answered by the provider, decided by the bureau."""

from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from complaints.choices import ComplaintState
from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import ComplaintProcess
from workflows.nodes import Begin, Human


class ComplaintFlow(flow.Flow):
    """Answer, then decision; the firm can take it back until it is decided.

    A silent provider stops nothing: the bureau ends its step once its term and the
    days to the next level are over.
    """

    process_class = ComplaintProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.answer_complaint)
    answer_complaint = Human(
        deed="complaints.answer",
        title=_("Answer the complaint"),
        term="answer_complaint",
        icon="message-square-warning",
    ).ByStage(
        {
            ComplaintState.DECIDING: this.decide_complaint,
            ComplaintState.WITHDRAWN: this.end,
        }
    )
    decide_complaint = Human(
        deed="complaints.decide",
        title=_("Decide the complaint"),
        term="decide_complaint",
        icon="gavel",
    ).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, complaint: Any) -> Any:
        """Link the new process to its complaint."""
        return link(activation, complaint)
