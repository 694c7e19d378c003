"""The refusals a person can meet; each carries words fit to be shown."""

from collections.abc import Sequence
from typing import Any


class DomainError(Exception):
    """Something a person asked for cannot be done; `reasons` says why, in words."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons: Sequence[str] = reasons

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class Refused(DomainError):
    """A rule says no."""


class LostRace(DomainError):
    """Somebody else was first; `winner` is who, `instead` what is free, where known."""

    def __init__(
        self, *reasons: str, winner: str = "", instead: Sequence[Any] = ()
    ) -> None:
        super().__init__(*reasons)
        self.winner, self.instead = winner, instead


class NotAllowed(DomainError):
    """The policy table has no row for this person and deed."""


class Busy(DomainError):
    """A lock could not be had in time; trying again is right."""
