"""The period close: evaluation, gates, notice, objection, document, payment.

What is done to a period and what is done to one award stand in their own modules.
"""

from subsidies.actions.awards import (
    decide_objection,
    end_notice,
    issue_document,
    pay,
    publish_again,
    raise_objection,
)
from subsidies.actions.periods import (
    close_period_if_settled,
    confirm_evaluation,
    evaluate_again,
    evaluate_period,
    open_period,
    publish,
    record_gate,
)

__all__ = [
    "close_period_if_settled",
    "confirm_evaluation",
    "decide_objection",
    "end_notice",
    "evaluate_again",
    "evaluate_period",
    "issue_document",
    "open_period",
    "pay",
    "publish",
    "publish_again",
    "raise_objection",
    "record_gate",
]
