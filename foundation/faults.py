"""What is wrong with a file or a cell: an English sentence a page translates; pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """A sentence with %-places, and what belongs in them."""

    template: str
    values: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values
