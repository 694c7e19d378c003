"""Who acts without having signed in: the holder of a signed link."""

from dataclasses import dataclass
from typing import Any

from foundation.access.roles import Role


@dataclass(frozen=True)
class LinkHolder:
    """May do one deed to one row and its open step, as the firm would; has no name.

    `pk` is None: the audit log names nobody, since a link may have been passed on.
    `is_asked`: the date is one the firm has not agreed to yet, so no cut-off binds it.
    """

    deed: str
    row: Any
    pk: None = None
    name: str = ""
    role: str = Role.COMPANY
    is_asked: bool = False

    def has_perm(self, deed: str, row: Any = None) -> bool:
        """Only the link's own deed, on its own row or a step of it."""
        own = row == self.row or getattr(row, "booking", None) == self.row
        return deed == self.deed and row is not None and own
