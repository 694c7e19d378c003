"""The deeds of the assignment: propose, decide, answer, declare ties, settle them."""

from assignments.actions.answering import accept_job, decline_job
from assignments.actions.clashes import bar_provider, find_clashes, keep_provider
from assignments.actions.deciding import (
    agreement_of,
    confirm,
    confirm_as_proposed,
    drop_open,
    drop_proposal,
    enter_bid,
    reserve,
)
from assignments.actions.declaring import declare_tie, say_facts, withdraw_tie
from assignments.actions.proposing import (
    find_provider,
    optimise,
    propose,
    propose_again,
)
from assignments.actions.taking_back import give_back, take_back

__all__ = [
    "accept_job",
    "agreement_of",
    "bar_provider",
    "confirm",
    "confirm_as_proposed",
    "declare_tie",
    "decline_job",
    "drop_open",
    "drop_proposal",
    "enter_bid",
    "find_clashes",
    "find_provider",
    "give_back",
    "keep_provider",
    "optimise",
    "propose",
    "propose_again",
    "reserve",
    "say_facts",
    "take_back",
    "withdraw_tie",
]
