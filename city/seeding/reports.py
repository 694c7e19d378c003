"""What consultants write: visit notes, twelve sections, findings."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from city.seeding.answers import weakest
from city.seeding.phrases import book, say, trade_of
from companies.models import Company
from diagnoses.choices import SECTIONS, Priority
from foundation.clock import CITY_TIME

STAFF = {
    "micro": (8, 19),
    "small": (24, 260),
    "medium": (305, 860),
    "large": (1020, 1900),
}
LEAST_FINDINGS = 3


def facts_of(company: Company, chance: Random) -> dict[str, Any]:
    """What the visit found out about the firm."""
    trade = trade_of(company.sector)
    staff = chance.randrange(*STAFF[company.size])
    talk = book("report")
    return {
        "town": company.town,
        "goods": trade["goods"],
        "steps": trade["steps"],
        "machines": trade["machines"],
        "staff": staff,
        "count": max(6, staff // chance.randrange(4, 8)),
        "net": chance.randrange(2, 7),
        "talks": chance.randrange(5, 12),
        "papers": chance.randrange(12, 46),
        "systems": chance.randrange(1, 5),
        "mix": chance.choice(talk["mix"]),
        "will": chance.choice(talk["will"]),
        "owner": chance.choice(talk["owner"]),
        "head": chance.choice(book("talk")["head"]),
    }


def visit_notes(facts: Mapping[str, Any], starts_at: datetime, chance: Random) -> str:
    """The visit, as recorded by the lead."""
    start = starts_at.astimezone(CITY_TIME).strftime("%H:%M")
    return say(chance, "visit", start=start, **facts)


def findings_for(
    sector: str, sheet: Mapping[str, Any], chance: Random
) -> list[dict[str, str]]:
    """Three to six problems of the trade, where the firm is weakest first."""
    order = weakest(sheet)
    rows = sorted(
        trade_of(sector)["findings"], key=lambda row: order.index(row["scene"])
    )
    rows = rows[: chance.randrange(LEAST_FINDINGS, len(rows) + 1)]
    ranks = [Priority.HIGH, Priority.HIGH, Priority.MEDIUM, Priority.MEDIUM]
    ranks += [Priority.LOW] * len(rows)
    return [
        {**row, "priority": rank.value} for row, rank in zip(rows, ranks, strict=False)
    ]


def sections_for(
    facts: Mapping[str, Any],
    sector: str,
    findings: list[dict[str, str]],
    scenes: Mapping[str, str],
    chance: Random,
) -> dict[str, str]:
    """The twelve sections; nobody's name is in them, since assessors read blind."""
    values = {
        **facts,
        **_money(chance),
        "n": len(findings),
        "high": sum(row["priority"] == Priority.HIGH for row in findings),
        "weak": scenes[findings[0]["scene"]],
        "measure": findings[0]["measure"],
        "benchmark": chance.choice(trade_of(sector)["benchmarks"]),
    }
    texts = book("report")
    return {key: chance.choice(texts[key]).format(**values) for key, _title in SECTIONS}


def _money(chance: Random) -> dict[str, Any]:
    """Estimates in ten thousand yuan that add up."""
    first, second = chance.randrange(18, 70), chance.randrange(30, 120)
    total = first + second
    gain = chance.randrange(total * 35 // 100, total * 6 // 10)
    return {
        "first": first,
        "second": second,
        "total": total,
        "gain": gain,
        "years": f"{total / gain:.1f}",
        "fee": chance.randrange(2, 9),
    }
