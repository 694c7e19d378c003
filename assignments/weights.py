"""The published points of each criterion, dated; pure (domain 2.5, DIRECT)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from foundation.json_files import read_json

FILE = Path(__file__).parent / "data" / "weights.json"
PARTS = ("wish", "skill", "people", "distance", "load", "fairness", "grade")
WHOLE = 100


@dataclass(frozen=True)
class Weights:
    """The most points each criterion gives; together 100. In force from a day on."""

    slug: str
    valid_from: date
    source: str
    points: Mapping[str, int]

    def __post_init__(self) -> None:
        if set(self.points) != set(PARTS) or sum(self.points.values()) != WHOLE:
            raise ValueError(f"{self.slug}: the points must be {PARTS}, together 100")


@cache
def all_weights() -> tuple[Weights, ...]:
    """Every version, the earliest first."""
    rows = (
        Weights(
            slug=row["slug"],
            valid_from=date.fromisoformat(row["valid_from"]),
            source=row["source"],
            points=row["points"],
        )
        for row in read_json(FILE)
    )
    return tuple(sorted(rows, key=lambda one: one.valid_from))


def weights_on(day: date) -> Weights:
    """The version in force on that day; before the first one, the first."""
    versions = all_weights()
    return next(
        (one for one in reversed(versions) if one.valid_from <= day), versions[0]
    )


def weights_of(slug: str) -> Weights | None:
    """The version of that name; None for a result older than versions."""
    return next((one for one in all_weights() if one.slug == slug), None)
