"""Which files of firms, and which facts of the public register."""

from typing import Any, Self

from foundation.access.scoping import ScopedQuerySet


class RegisterFactQuerySet(ScopedQuerySet):
    """Questions about register facts."""

    def public(self) -> Any:
        """All of them: whoever knows a credit code may read them in the register."""
        return self.all()


class CompanyQuerySet(ScopedQuerySet):
    """Questions about firms' files."""

    def on_file(self) -> Self:
        """Those that stand for themselves: not merged into another."""
        return self.filter(merged_into=None)

    def of_code(self, credit_code: str) -> Any:
        """The file that a credit code leads to, also that of a merged one; or None."""
        rows = self.select_related("merged_into__district", "district")
        found = rows.filter(credit_code=credit_code).first()
        return found and (found.merged_into or found)
