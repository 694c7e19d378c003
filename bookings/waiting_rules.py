"""The published rules of the waiting list, as shipped with the product."""

from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from bookings.ranking import Rule
from foundation.json_files import read_json

SHIPPED = Path(__file__).parent / "data" / "waiting_rules.json"


@cache
def shipped() -> tuple[Rule, ...]:
    """Every version, the oldest first."""
    rows = [_rule(row) for row in read_json(SHIPPED)]
    return tuple(sorted(rows, key=lambda rule: rule.valid_from))


def rule_on(day: date) -> Rule:
    """The version in force on that day; before the first one, the first."""
    valid = [rule for rule in shipped() if rule.valid_from <= day]
    return valid[-1] if valid else shipped()[0]


def _rule(row: dict[str, Any]) -> Rule:
    answer = row["answer"]
    return Rule(
        version=row["version"],
        valid_from=date.fromisoformat(row["valid_from"]),
        answer_minutes=answer["working_minutes"],
        least_minutes=answer["least_minutes"],
        office_from=time.fromisoformat(answer["from"]),
        office_to=time.fromisoformat(answer["to"]),
        furthest_days=row["furthest_days"],
        **row["points"],
    )
