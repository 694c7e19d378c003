"""Recomputes awards from kept inputs and says where a kept figure differs.

Pure: plain values in, differences out. Nothing may differ by a single fen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.json_files import InputError
from subsidies.what_if import what_if

NOTHING = {"uncapped_fen": 0, "capped_fen": 0, "award_fen": 0}
FIGURES = tuple(NOTHING)


@dataclass(frozen=True)
class KeptAward:
    """An award as it is kept, for the provider `id`.

    `limit_fen` is what the other awards left of the budget when it was corrected
    after an objection, None for an award of the first calculation.
    """

    id: str
    uncapped_fen: int
    capped_fen: int
    award_fen: int
    limit_fen: int | None = None


@dataclass(frozen=True)
class Difference:
    """A kept figure that is not what its inputs give."""

    id: str
    figure: str
    kept: int
    computed: int


def differences(
    inputs: Mapping[str, Any], result: Mapping[str, Any], awards: Iterable[KeptAward]
) -> list[Difference]:
    """Every figure of a kept result, and of the awards made from it, that the kept
    inputs do not give. Empty = the same fen.

    A provider that is not among the inputs was not rated and has nothing. Inputs that
    can no longer be read are one difference, named "inputs".
    """
    try:
        again = what_if(inputs)
    except InputError as error:
        return [Difference(fault, "inputs", 0, 0) for fault in error.errors]
    computed = {row["id"]: row for row in again["providers"]}
    kept = {row["id"]: row for row in result["providers"]}
    found = [
        Difference(key, figure, old[figure], new[figure])
        for key in {**computed, **kept}
        for old, new in [(kept.get(key, NOTHING), computed.get(key, NOTHING))]
        for figure in FIGURES
        if old[figure] != new[figure]
    ]
    found += [
        Difference("", figure, result[figure], again[figure])
        for figure in ("total_fen", "left_fen")
        if result[figure] != again[figure]
    ]
    for award in awards:
        found += _of_award(award, computed.get(award.id, NOTHING))
    return found


def _of_award(award: KeptAward, row: Mapping[str, Any]) -> list[Difference]:
    expected = {figure: row[figure] for figure in FIGURES}
    if award.limit_fen is not None:
        expected["award_fen"] = min(expected["award_fen"], award.limit_fen)
    return [
        Difference(award.id, figure, getattr(award, figure), fen)
        for figure, fen in expected.items()
        if getattr(award, figure) != fen
    ]
