"""What is done to lists, to firms of lists, and to confirmations."""

from outreach.actions.bookings import (
    ask_confirmation,
    confirm,
    confirm_path,
    decline,
    file_of,
    invite_firm,
    missing_facts,
    open_file,
    open_registered,
)
from outreach.actions.calls import record_call, set_goals
from outreach.actions.lists import correct, drop, import_good, open_upload

__all__ = [
    "ask_confirmation",
    "confirm",
    "confirm_path",
    "correct",
    "decline",
    "drop",
    "file_of",
    "import_good",
    "invite_firm",
    "missing_facts",
    "open_file",
    "open_registered",
    "open_upload",
    "record_call",
    "set_goals",
]
