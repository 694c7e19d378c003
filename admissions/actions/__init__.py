"""What is done to calls and applications."""

from admissions.actions.agreeing import confirm, decline, offer
from admissions.actions.applying import (
    add_evidence,
    begin,
    complete,
    lacks,
    refuse_closed,
    remove_evidence,
    save_draft,
    submit,
    take_back,
)
from admissions.actions.calls import publish_call, save_call
from admissions.actions.leaving import remove_from_pool
from admissions.actions.noticing import (
    decide_objection,
    end_notice,
    publish,
    raise_objection,
)
from admissions.actions.registering import register_provider
from admissions.actions.reviewing import (
    ask_to_complete,
    decide,
    eligible_experts,
    is_below,
    name_experts,
    pass_check,
    rank,
    refuse,
    replace_expert,
    score,
)

__all__ = [
    "add_evidence",
    "ask_to_complete",
    "begin",
    "complete",
    "confirm",
    "decide",
    "decide_objection",
    "decline",
    "eligible_experts",
    "end_notice",
    "is_below",
    "lacks",
    "name_experts",
    "offer",
    "pass_check",
    "publish",
    "publish_call",
    "raise_objection",
    "rank",
    "refuse",
    "refuse_closed",
    "register_provider",
    "remove_evidence",
    "remove_from_pool",
    "replace_expert",
    "save_call",
    "save_draft",
    "score",
    "submit",
    "take_back",
]
