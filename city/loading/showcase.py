"""The shipped city's folder, and the people who show it: one account per role."""

import csv
from functools import cache
from pathlib import Path

from foundation.access.roles import Role

SHIPPED_CITY = Path(__file__).parent.parent / "data"


@cache
def showcase() -> list[tuple[str, str]]:
    """(role, phone) of the people marked `demo` in people.csv, in the roles' order."""
    with (SHIPPED_CITY / "people.csv").open(encoding="utf-8", newline="") as file:
        shown = [row for row in csv.DictReader(file) if row["demo"] == "yes"]
    phones = {row["role"]: row["phone"] for row in shown}
    return [(role.value, phones[role]) for role in Role if role in phones]
