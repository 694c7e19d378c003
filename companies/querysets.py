"""Which facts of the public register are asked for."""

from typing import Any

from foundation.access.scoping import ScopedQuerySet


class RegisterFactQuerySet(ScopedQuerySet):
    """Questions about register facts."""

    def public(self) -> Any:
        """All of them: whoever knows a credit code may read them in the register."""
        return self.all()
