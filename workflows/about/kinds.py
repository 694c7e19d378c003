"""The four things every kind of subject has to say of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Facts = list[tuple[str, Any]]


@dataclass(frozen=True)
class About:
    """How the subject of a flow is shown.

    `facts(subject, user)`: label and value pairs on top of a step's page;
    `page(subject)`: the address where it is shown to all who may see it;
    `line(subject, user)`: one line in an inbox; `words(subject)`: a few words for a
    message, without anything that one of the parties must not know.
    """

    facts: Callable[[Any, Any], Facts]
    page: Callable[[Any], str]
    line: Callable[[Any, Any], str]
    words: Callable[[Any], str] = str
