"""A remark of the bureau's head: given, carried out, answered."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from directives.choices import DirectiveState
from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import DirectiveProcess
from workflows.nodes import Begin, Human


def asked_day(directive: Any) -> date:
    """The day the remark itself names."""
    day: date = directive.due_on
    return day


class DirectiveFlow(flow.Flow):
    """A remark becomes a task of a center, or of the bureau, with its own day."""

    process_class = DirectiveProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).ByStage(
        {
            DirectiveState.AT_CENTER: this.center_acts,
            DirectiveState.AT_BUREAU: this.bureau_acts,
        }
    )
    center_acts = Human(
        deed="directives.carry_out_at_center",
        title=_("Carry out the remark"),
        term="remark",
        icon="message-square-quote",
        due_on=asked_day,
    ).Next(this.end)
    bureau_acts = Human(
        deed="directives.carry_out_at_bureau",
        title=_("Carry out the remark"),
        term="remark",
        icon="message-square-quote",
        due_on=asked_day,
    ).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, directive: Any) -> Any:
        """Link the new process to its remark."""
        return link(activation, directive)
