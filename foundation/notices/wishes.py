"""What a person wishes of messages: which channels for what, and quiet hours."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from foundation.notices.choices import PERSONAL
from foundation.notices.events import Group
from foundation.notices.timing import QUIET_FROM, QUIET_UNTIL


@dataclass(frozen=True)
class Wishes:
    """The defaults: every channel for everything, quiet from 21:00 to 08:00.

    `off` holds what was switched off, as `steps.sms`.
    """

    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    off: frozenset[str] = field(default_factory=frozenset)

    def wants(self, group: Group, channel: str) -> bool:
        """Whether messages of that group may go out on the channel."""
        return group == Group.ALWAYS or f"{group}.{channel}" not in self.off


def wishes_of(person: Any) -> Wishes:
    """The person's own, else the defaults; `person` may be None (a bare phone)."""
    kept = getattr(person, "message_settings", None)
    return kept.wishes() if kept is not None else Wishes()


def choices_of(groups: list[Group]) -> list[str]:
    """Every pair a person may switch off."""
    return [f"{group}.{channel}" for group in groups for channel in PERSONAL]
